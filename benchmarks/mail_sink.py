"""A mail server that counts and forgets, in a process of its own, so that its work is not ours."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counted: list[int]) -> None:
    writer.write(b"220 sink\r\n")
    data = False
    while line := await reader.readline():
        if data:
            if line == b".\r\n":
                data = False
                counted[0] += 1
                writer.write(b"250 kept\r\n")
            continue
        verb = line[:4].upper()
        if verb == b"DATA":
            data = True
            writer.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        else:
            writer.write(b"250 fine\r\n")
    writer.close()


async def _serve(port: int, count_file: Path) -> None:
    counted = [0]
    server = await asyncio.start_server(lambda r, w: _talk(r, w, counted), "127.0.0.1", port)
    async with server:
        while True:
            await asyncio.sleep(0.1)
            count_file.write_text(str(counted[0]))


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
