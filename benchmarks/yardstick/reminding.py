"""The yardstick's reminders: one INSERT..SELECT into an outbox, then batches rendered and sent on one connection."""

from __future__ import annotations

import smtplib
import sys
from email.message import EmailMessage

from sqlalchemy import create_engine, text

BATCH = 100
DUE = """
INSERT INTO plain_outbox (address, reference, starts_at, sent)
SELECT 'person' || b.referral_id || '@example.org', b.reference, d.starts_at, false
FROM bookings b JOIN course_dates d ON d.id = b.course_date_id WHERE b.state = 'confirmed'
"""


def main(url: str, mail_port: int) -> None:
    """Owe and send a reminder for every confirmed booking of the product's own tables."""
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text("DROP TABLE IF EXISTS plain_outbox"))
        db.execute(
            text(
                "CREATE TABLE plain_outbox (address text, reference text PRIMARY KEY, starts_at timestamp, sent boolean)"
            )
        )
        db.execute(text(DUE))
    with smtplib.SMTP("127.0.0.1", mail_port) as server:
        while True:
            with engine.begin() as db:
                rows = db.execute(
                    text("SELECT reference, address, starts_at FROM plain_outbox WHERE NOT sent LIMIT :n"), {"n": BATCH}
                ).all()
                if not rows:
                    break
                for row in rows:
                    server.send_message(_email(row.address, str(row.starts_at)))
                db.execute(
                    text("UPDATE plain_outbox SET sent = true WHERE reference = :reference"),
                    [{"reference": row.reference} for row in rows],
                )
    engine.dispose()


def _email(address: str, when: str) -> EmailMessage:
    email = EmailMessage()
    email["From"] = "bookings@example.org"
    email["To"] = address
    email["Subject"] = f"Your appointment on {when}"
    email.set_content(f"You have an appointment on {when}. Come 15 minutes early and bring photo identity.\n")
    return email


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
