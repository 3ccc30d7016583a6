package darkroom.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Somebody who tries keys that nobody has, at a steady pace over a few connections, until something comes by standard input. Prints a
 * line when the first were refused, and in the end how many were a second. Plain sockets, so that it takes little of the cores that it shares with who is measured.
 * args: port, keys a second.
 */
final class Guesses {
    private static final int CONNECTIONS = 8;

    /** What came late, for a picture took the cores, is made up for; of what came later than so it would be one burst. */
    private static final long LATE = TimeUnit.MILLISECONDS.toNanos(200);

    private Guesses() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        long apart = TimeUnit.SECONDS.toNanos(CONNECTIONS) / Integer.parseInt(args[1]);
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(new Connection(port));
        }
        long refused = 0;
        boolean isAtWork = false;
        long start = System.nanoTime();
        long next = start;
        while (System.in.available() == 0) {
            for (Connection connection : connections) {
                connection.send(request());
            }
            for (Connection connection : connections) {
                refused += connection.status() == 401 ? 1 : 0;
            }
            if (!isAtWork && refused >= CONNECTIONS) {
                isAtWork = true;
                System.out.println("at work");
            }
            next = Math.max(next + apart, System.nanoTime() - LATE);
            TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
        System.out.printf(Locale.ROOT, "%.0f%n", refused / ((System.nanoTime() - start) / 1e9));
    }

    /** With a well-formed key. */
    static String key() {
        return "dk_%08x_%s"
                .formatted(
                        ThreadLocalRandom.current().nextInt(),
                        UUID.randomUUID().toString().replace("-", ""));
    }

    private static byte[] request() {
        return ("GET /v1/recipes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Opened anew where the server has ended it, as it does after so many requests. */
    private static final class Connection {
        private final int port;
        private Socket socket;
        private BufferedReader in;

        Connection(int port) throws IOException {
            this.port = port;
            open();
        }

        private void open() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void send(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
        }

        /** Of the next answer, which is read to its end. */
        int status() throws IOException {
            int status = Integer.parseInt(in.readLine().split(" ")[1]);
            int length = 0;
            boolean isLast = false;
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                String header = line.toLowerCase(Locale.ROOT);
                isLast |= header.equals("connection: close");
                if (header.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring(header.indexOf(':') + 1).strip());
                }
            }
            in.skip(length);
            if (isLast) {
                socket.close();
                open();
            }
            return status;
        }
    }
}
