"""imap_proxy.py: stands between relance and the IMAP server, in clear on loopback, and misbehaves.

SPDX-License-Identifier: GPL-3.0-or-later

`line` sees every line of the server with the literal that ends it (or None) and returns what the
client gets: (line, literal), None for nothing, or CUT; `answer` sees every command of the client and
may answer it in the server's place. Both may be changed while it runs.
"""
import re
import socket
import threading
import time

CUT = object()


class Proxy:
    def __init__(self, port):
        self.server_port = port
        self.line = lambda line, literal: (line, literal)
        self.answer = lambda tag, command: None
        self.bytes_per_second = 0
        self.sessions = 0
        self.commands = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.sessions += 1
            server = socket.create_connection(("127.0.0.1", self.server_port))
            for run in (self.upwards, self.downwards):
                threading.Thread(target=run, args=(client, server), daemon=True).start()

    def upwards(self, client, server):
        try:
            for line in client.makefile("rb"):
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                self.commands.append(command)
                answer = self.answer(tag, command)
                if answer is None:
                    server.sendall(line)
                else:
                    client.sendall(answer.encode() + b"\r\n")
        except OSError:
            pass
        self.close(client, server)

    def downwards(self, client, server):
        try:
            lines = server.makefile("rb")
            while line := lines.readline():
                size = re.search(rb"\{(\d+)\}\r\n$", line)
                literal = lines.read(int(size[1])) if size else None
                said = self.line(line, literal)
                if said is CUT:
                    client.sendall(line + (literal or b"")[:100])
                    break
                if said:
                    self.say(client, said[0] + (said[1] or b""))
        except OSError:
            pass
        self.close(client, server)

    def say(self, client, data):
        if not self.bytes_per_second:
            client.sendall(data)
            return
        step = max(1, self.bytes_per_second // 20)
        for at in range(0, len(data), step):
            client.sendall(data[at:at + step])
            time.sleep(0.05)

    @staticmethod
    def close(*sockets):
        for s in sockets:
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()

    def stop(self):
        self.listener.close()
