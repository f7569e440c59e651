"""Users, what they did, and what they were told."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is on the platform; a reviewer is a worker with a seat (`projects.Seat`) on a project."""

    WORKER = "worker", _("Worker")
    CLIENT = "client", _("Client")
    ADMIN = "admin", _("Admin")


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(max_length=10, choices=Role, default=Role.WORKER)
    language = models.CharField(
        _("language"), max_length=5, choices=[("en", "English"), ("ko", "한국어")], default="en"
    )
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Seoul")
    hears_of_projects = models.BooleanField(_("tell me about new projects"), default=True)
    canvas = models.JSONField(default=dict, help_text="How this person likes to draw: people/canvas_settings.py.")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_email")]

    def __str__(self):
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        return self.role == Role.ADMIN


class Event(models.Model):
    """Who did what, when and from where: append-only, as the ledger is."""

    at = models.DateTimeField()
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    origin = models.GenericIPAddressField(
        null=True, help_text="Where the request came from; empty for Celery and commands."
    )

    class Meta:
        indexes = [
            models.Index(fields=["subject", "id"], name="events_of_a_subject"),
            models.Index(fields=["actor", "-id"], name="events_of_an_actor"),
            models.Index(fields=["verb", "-id"], name="events_of_a_kind"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject}"


class Notice(models.Model):
    """A word to one person: shown in the app, and mailed where its kind asks for it (templates/email/<kind>.txt)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    path = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "-id"], name="notices_of_a_user"),
            models.Index(fields=["id"], name="mail_outbox", condition=models.Q(by_mail=True, mailed_at=None)),
        ]

    def __str__(self):
        return f"{self.kind} to {self.user_id}"
