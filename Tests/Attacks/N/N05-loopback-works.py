# @title Uses its own loopback as run-time systems do
# @prints ^4 hello$
# @prints ^6 hello$
# @prints ^http 200$
# @prints ^localhost 127.0.0.1$
# @control none it must work
import http.server
import socket
import threading
import urllib.request

for family, host, name in ((socket.AF_INET, "127.0.0.1", "4"), (socket.AF_INET6, "::1", "6")):
    server = socket.socket(family)
    server.bind((host, 0))
    server.listen()
    client = socket.create_connection(server.getsockname()[:2], 2)
    peer, _ = server.accept()
    peer.sendall(b"hello")
    print(name, client.recv(5).decode())
httpd = http.server.HTTPServer(("localhost", 0), http.server.SimpleHTTPRequestHandler)
threading.Thread(target=httpd.serve_forever, daemon=True).start()
print("http", urllib.request.urlopen("http://localhost:%d/" % httpd.server_port, timeout=2).status)
print("localhost", socket.gethostbyname("localhost"))
