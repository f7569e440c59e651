"""Who can sign in to the demo. Without Django, for the program that prints it."""

PASSWORD = "honestbox"
EMAILS = {
    "worker@demo.example": "a worker with two statements, 39,540 won in all",
    "newcomer@demo.example": "a worker without history",
    "reviewer@demo.example": "a reviewer with work waiting",
    "client@demo.example": "the client of the three projects",
    "admin@demo.example": "closes the months and prepares the payouts",
    "admin2@demo.example": "another admin, for what needs two: a run waits for approval",
}
