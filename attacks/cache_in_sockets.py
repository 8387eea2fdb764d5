# expect: pass runs=2
# attack: reach the network, a daemon on this host or another child
import socket

FAMILIES = {name: getattr(socket, name) for name in dir(socket) if name.startswith("AF_")}


def solve(values):
    worked = []
    for name, family in [*FAMILIES.items(), *((str(n), n) for n in range(46))]:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            try:
                made = socket.socket(family, kind)
            except OSError as error:
                if error.errno != EPERM:
                    worked.append(f"{name}: {error}")
                continue
            worked.append(name)
            for address in (
                ("127.0.0.1", TCP_PORT),
                ("127.0.0.1", UDP_PORT),
                "\0" + ABSTRACT,
                UNIX_SOCKET,
            ):
                try:
                    made.connect(address)
                    made.send(b"hello")
                    worked.append(f"connected to {address}")
                except (OSError, TypeError):
                    pass
    for attempt in (
        lambda: socket.socketpair(),
        lambda: socket.create_connection(("127.0.0.1", TCP_PORT), 0.1),
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: __import__("urllib.request").request.urlopen(
            f"http://127.0.0.1:{TCP_PORT}/", timeout=0.1
        ),
    ):
        try:
            attempt()
            if "getaddrinfo" not in attempt.__code__.co_names:
                worked.append(str(attempt.__code__.co_names))
        except (OSError, ImportError, AttributeError):
            pass
    # An event loop runs, without a socket of its own.
    import asyncio

    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.sleep(0))
    if loop._ssock is not None or loop._selector.get_map():
        worked.append("the loop's sockets")
    for attempt in (
        lambda: asyncio.open_connection("127.0.0.1", TCP_PORT),
        lambda: asyncio.open_unix_connection(UNIX_SOCKET),
    ):
        try:
            loop.run_until_complete(attempt())
            worked.append(str(attempt.__code__.co_names))
        except OSError:
            pass
    if loop.run_until_complete(asyncio.start_server(print, "127.0.0.1", 0)).sockets:
        worked.append("a server")
    loop.close()
    return escaped(*worked) if worked else sorted(values)
