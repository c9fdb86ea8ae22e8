# syntax=docker/dockerfile:1
# One image for web, worker and every command: `docker run programme serve | worker | migrate | ...`.

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/programme
# The same lock files and the same two steps as tools/install.py; dependencies first, so that a change of ours
# does not install them again.
COPY requirements-uv.lock requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --require-hashes -r requirements-uv.lock \
    && .venv/bin/uv pip install --no-cache --compile-bytecode --require-hashes -r requirements.lock \
         --python .venv/bin/python
COPY pyproject.toml README.md LICENSE NOTICE.md CHANGELOG.md ./
COPY docs/for-the-force-lawyer.md docs/
COPY src src
COPY templates templates
COPY notifications notifications
COPY migrations migrations
# The root file system is read-only when it runs, so bytecode has to be made now. Never with -O: asserts stay.
RUN .venv/bin/uv pip install --no-cache --no-deps --editable . --python .venv/bin/python \
    && .venv/bin/python -m compileall -q src migrations \
    && .venv/bin/python -m pip uninstall --yes --quiet uv pip

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 programme \
    && useradd --uid 10001 --gid programme --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin programme \
    && install --directory --owner programme --group programme --mode 0700 /var/lib/programme
# Owned by root and read by all: what serves requests cannot change its own code.
COPY --from=build /srv/programme /srv/programme
WORKDIR /srv/programme
USER 10001:10001
# In production every secret must be given; a start without them stops and says which.
ENV PATH=/srv/programme/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PROGRAMME_ENVIRONMENT=production \
    PROGRAMME_HOST=0.0.0.0 \
    PROGRAMME_PORT=8000
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["programme"]
CMD ["serve"]
