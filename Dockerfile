# poisk serve, and all other commands, on Debian's own Node. What is copied is the same on every architecture, so that
# one command builds for several: npm ci && npm run build, then docker build -t poisk .
# (docs/self-hosting.md#in-a-container).
FROM debian:trixie-slim

RUN apt-get update && \
    apt-get install --yes --no-install-recommends nodejs ca-certificates && \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/* && \
    install --directory --owner=65532 --group=65532 /data

COPY package.json LICENSE /poisk/
COPY dist/cli /poisk
COPY dist/widget /poisk/dist/widget

# Of nobody on the machine, as in distroless images. It writes to /data alone, and there only without a bucket.
USER 65532:65532
WORKDIR /data
ENV HOME=/data
EXPOSE 8080
HEALTHCHECK --start-period=30s CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/poisk/main.js"]
CMD ["serve", "--host", "0.0.0.0", "--data-dir", "/data"]
