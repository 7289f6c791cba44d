# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP relay on loopback that counts the HTTP/1.1 requests and the bytes that pass through it."""
import re
import socket
import threading

REQUEST = re.compile(rb"(?:^|\r\n|[}\]])(GET|OPTIONS|PATCH|PUT|POST|HEAD|DELETE) (/\S*) HTTP/1\.[01]\r\n")


class Relay:
    """Relays to `host:port` from when it is made until close(). Requests are seen when their first line comes in one piece,
    as it does from the program and from curl."""

    def __init__(self, host, port):
        self.target = (host, port)
        self.lock = threading.Lock()
        self.requests = []  # (method, path) in the order of arrival
        self.sent = []  # bytes to the server since the request of the same index
        self.received = []
        self.connections = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            server = socket.create_connection(self.target)
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            current = [None]  # index of the connection's newest request
            threading.Thread(target=self._pump, args=(client, server, current, True), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, current, False), daemon=True).start()

    def _pump(self, source, sink, current, is_request):
        try:
            while data := source.recv(1 << 16):
                self._count(data, current, is_request)
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _count(self, data, current, is_request):
        with self.lock:
            if is_request:
                for method, path in REQUEST.findall(data):
                    current[0] = len(self.requests)
                    self.requests.append((method.decode(), path.decode()))
                    self.sent.append(0)
                    self.received.append(0)
            if current[0] is not None:
                (self.sent if is_request else self.received)[current[0]] += len(data)
