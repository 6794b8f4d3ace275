# @title Two runs bind the same port and serve themselves
# @overlap
# @request {"env": {"TENANT": "second"}}
# @prints ^served second second$
# @never first
# @control none it must work
#
# Meanwhile the other does the same: both get their own answer.
import os
import socket
import threading
import time

tenant = os.environ["TENANT"]
server = socket.socket()
server.bind(("0.0.0.0", 8080))
server.listen()
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(("0.0.0.0", 8080))
named = socket.socket(socket.AF_UNIX)
named.bind("\0same-name")
named.listen()


def serve():
    while True:
        peer, _ = server.accept()
        peer.sendall(tenant.encode())
        peer.close()


threading.Thread(target=serve, daemon=True).start()
answers = set()
for _ in range(10):
    with socket.create_connection(("127.0.0.1", 8080), 2) as client:
        answers.add(client.recv(16).decode())
    time.sleep(0.08)
datagrams.sendto(tenant.encode(), ("127.0.0.1", 8080))
print("served", *answers, datagrams.recv(16).decode())
