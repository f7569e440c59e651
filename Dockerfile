# The one image of web, worker and beat. Pictures, database and broker are elsewhere: nothing is kept inside.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PRODUCTION=1
WORKDIR /app

# First what changes seldom, so that a change of the code builds in seconds.
COPY requirements.txt ./
RUN pip install --require-hashes --no-deps -r requirements.txt

COPY manage.py ./
COPY config config
COPY people people
COPY projects projects
COPY labeling labeling
COPY review review
COPY payouts payouts
COPY demo demo
COPY templates templates
COPY static static
COPY locale locale

# Static files get names with their hash, which needs the settings but neither database nor broker nor the real key.
RUN SECRET_KEY=only-for-this-step DATABASE_URL=postgresql://nowhere/x REDIS_URL=redis://nowhere:6379/0 \
    BANK_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= BANK_FINGERPRINT_KEY=only-for-this-step \
    python manage.py collectstatic --noinput

RUN useradd --system --no-create-home --shell /usr/sbin/nologin honestbox
USER honestbox
EXPOSE 8000

CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", "--worker-tmp-dir=/dev/shm", \
     "--no-control-socket", "--access-logfile=-"]
