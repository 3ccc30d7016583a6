package darkroom.chaos.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A port of this machine, each of whose connections is served by a thread of its own until it ends. Thread-safe. */
final class Listening implements AutoCloseable {
    /** One connection. It ends when this returns or throws; the socket is closed by the caller then. */
    interface Service {
        void serve(Socket client) throws IOException;
    }

    private final ServerSocket server;
    private final String name;
    private final Service service;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unreached = new AtomicInteger();

    /** Listens from now on, on any free port. */
    Listening(String name, Service service) {
        this.name = name;
        this.service = service;
        try {
            server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(name, this::accept);
    }

    static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                track(client);
                start(name + "-" + client.getPort(), () -> serve(client));
            } catch (IOException e) {
                // closed; or a client that was gone at once
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            service.serve(client);
        } catch (IOException e) {
            // one of the two sides has gone: so does the other
        } finally {
            open.remove(client);
        }
    }

    /** A connection to what stands behind, which is cut with all others. */
    Socket connect(InetSocketAddress behind) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        track(socket);
        try {
            socket.connect(behind, 5_000);
            return socket;
        } catch (IOException e) {
            unreached.incrementAndGet();
            forget(socket);
            throw e;
        }
    }

    /** How many connections, ever, found nothing behind. */
    int unreached() {
        return unreached.get();
    }

    private void track(Socket socket) {
        open.add(socket);
    }

    void forget(Socket socket) throws IOException {
        open.remove(socket);
        socket.close();
    }

    /** Cuts every connection that there is; new ones are taken. */
    void cut() {
        for (Closeable socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                // cut all the same
            }
        }
        open.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cut();
        }
    }
}
