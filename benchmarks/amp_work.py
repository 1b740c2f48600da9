"""The work of amp_work.cpp on Twisted, line by line, for benchmarks/amp. Prints the seconds and the memory.

AMP's values have at most 65,535 bytes: the large calls have 16 arguments that make 1 MB together.
"""
import os
import sys
import time

from twisted.internet import protocol, reactor
from twisted.protocols import amp

PARTS = [b"part%d" % i for i in range(16)]


class Sum(amp.Command):
    arguments = [(b"a", amp.Integer()), (b"b", amp.Integer())]
    response = [(b"total", amp.Integer())]


class Measure(amp.Command):
    arguments = [(part, amp.String()) for part in PARTS]
    response = [(b"size", amp.Integer())]


class Server(amp.AMP):
    @Sum.responder
    def sum(self, a, b):
        return {"total": a + b}

    @Measure.responder
    def measure(self, **parts):
        return {"size": sum(map(len, parts.values()))}


class BlockingTransport:
    """As the worker of Twisted's trial: a file that is flushed after each read."""
    def __init__(self):
        self.out = os.fdopen(1, "wb")

    def write(self, data):
        self.out.write(data)

    def getPeer(self):
        return "client"

    def getHost(self):
        return "server"


def serve():
    server, transport = Server(), BlockingTransport()
    server.makeConnection(transport)
    while True:
        data = os.read(0, 65536)
        if not data:
            return
        server.dataReceived(data)
        transport.out.flush()


class ChildTransport:
    def __init__(self, process):
        self.process = process

    def write(self, data):
        self.process.write(data)

    def getPeer(self):
        return "server"

    def getHost(self):
        return "client"


class Client(protocol.ProcessProtocol):
    def __init__(self, start):
        self.amp, self.start = amp.AMP(), start

    def connectionMade(self):
        self.amp.makeConnection(ChildTransport(self.transport))
        self.start(self)

    def outReceived(self, data):
        self.amp.dataReceived(data)

    def processEnded(self, reason):
        self.amp.connectionLost(reason)
        reactor.stop()


def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def drive(count, outstanding, large):
    data = {part.decode(): b"x" * 62_500 for part in PARTS}
    asked = answered = early = 0
    began = ended = 0.0

    def done(client):
        nonlocal answered, early, ended
        answered += 1
        if answered == count // 10:
            early = resident()
        if answered == count:
            ended = time.perf_counter()
            client.transport.closeStdin()
        else:
            following(client)

    def following(client):
        nonlocal asked
        if asked == count:
            return
        number = asked
        asked += 1
        if large:
            client.amp.callRemote(Measure, **data).addCallback(check, "size", 1_000_000, client)
        else:
            client.amp.callRemote(Sum, a=number, b=1).addCallback(check, "total", number + 1, client)

    def check(response, name, value, client):
        assert response[name] == value
        done(client)

    def start(client):
        nonlocal began
        began = time.perf_counter()
        for _ in range(outstanding):
            following(client)

    reactor.spawnProcess(Client(start), sys.executable, [sys.executable, __file__, "serve"], env=None,
                         childFDs={0: "w", 1: "r", 2: 2})
    reactor.run()
    assert answered == count
    print(f"{ended - began:.6f} {early} {resident()}")


if sys.argv[1] == "serve":
    serve()
elif sys.argv[1] == "calls":
    drive(int(sys.argv[2]), int(sys.argv[3]), False)
else:
    drive(int(sys.argv[2]), 1, True)
