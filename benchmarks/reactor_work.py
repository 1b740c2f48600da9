"""The work of reactor_work.cpp on Twisted, line by line, for benchmarks/reactor. Prints the seconds."""
import sys
import time

from twisted.internet import defer, protocol, reactor, task


def fire():
    for i in range(100_000 // SCALE):
        d = defer.Deferred()
        for _ in range(10):
            d.addCallback(lambda n: n + 1)
        d.callback(i)


def chain():
    for i in range(100 // SCALE):
        first = last = defer.Deferred()
        for k in range(1_000):
            following = defer.Deferred()
            following.addCallback(lambda _, last=last: last)
            following.callback(k)
            last = following
        first.callback(i)


@defer.inlineCallbacks
def await_():
    total = 0
    for i in range(100_000):
        total += yield defer.succeed(i)
    return total


def cooperate():
    task.cooperate(iter([None] * 1_000_000)).whenDone().addCallback(lambda _: reactor.stop())
    reactor.run()


def callLater():
    left = [10_000]

    def one():
        left[0] -= 1
        if left[0] == 0:
            reactor.stop()

    for i in range(10_000):
        reactor.callLater((i * 7919 % 10_000) * 1e-7, one)
    reactor.run()


class Reaped(protocol.ProcessProtocol):
    def __init__(self, then):
        self.then = then

    def processEnded(self, reason):
        self.then()


def spawn():
    left, running = 500, 0

    def following():
        nonlocal left, running
        if left == 0:
            if running == 0:
                reactor.stop()
            return
        left -= 1
        running += 1
        reactor.spawnProcess(Reaped(ended), "/bin/true", ["true"], {})

    def ended():
        nonlocal running
        running -= 1
        following()

    reactor.callWhenRunning(following)
    reactor.callWhenRunning(following)
    reactor.run()


# Of the longest only a part is done, and the time is multiplied.
SCALE = 10 if sys.argv[1] in ("fire", "chain") else 1
work = {"fire": fire, "chain": chain, "await": await_, "cooperate": cooperate, "callLater": callLater, "spawn": spawn}
begin = time.perf_counter()
work[sys.argv[1]]()
print((time.perf_counter() - begin) * SCALE)
