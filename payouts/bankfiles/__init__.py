"""The files that go to banks and come from them: transfers out, movements in. Pure: no Django in this package.

Out: `pain001.write(batch)`, `korean_csv.write(batch)`, which raise BadOrder. In: `read(data)`, which raises
BadBankFile. Amounts are in micro everywhere.
"""

from payouts.bankfiles.movements import BadBankFile, Movement
from payouts.bankfiles.orders import BadOrder, Batch, Order, Payer, short_id
from payouts.bankfiles.reading import read

__all__ = ["BadBankFile", "BadOrder", "Batch", "Movement", "Order", "Payer", "read", "short_id"]
