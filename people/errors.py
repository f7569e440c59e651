"""The one error by which an action says no."""


class Refused(Exception):
    """An action was asked for something that the rules forbid; nothing was changed.

    `code` is for machines and never changes, `message` is for people and translated,
    `fields` names what is wrong where (field name or "boxes.3" to text or number), `status` is the HTTP status.
    """

    def __init__(self, code: str, message: str, *, fields: dict | None = None, status: int = 400):
        super().__init__(str(message))
        self.code = code
        self.message = str(message)
        self.fields = fields or {}
        self.status = status
