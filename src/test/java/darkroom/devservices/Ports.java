package darkroom.devservices;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** TCP ports on loopback. */
final class Ports {
    /**
     * Free ports are chosen below the range that the system gives to outgoing connections: there, a client that keeps
     * knocking at a stopped engine would sooner or later connect to itself and keep the port from the engine.
     */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;

    /** Given out by this process already, perhaps to an engine that has not opened it yet. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    /**
     * A lock on the byte of a port's number for as long as this process lives, in a file that all processes of this user have:
     * an app takes ten seconds to open its port, and closes it whenever it is killed. Null where there can be no such file.
     */
    private static final FileChannel RESERVED = reserved();

    private Ports() {}

    private static FileChannel reserved() {
        Path file = Path.of(System.getProperty("java.io.tmpdir"), "darkroom-ports." + System.getProperty("user.name"));
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return null;
        }
    }

    /** @return false where another process has it */
    static boolean reserve(int port) {
        if (RESERVED == null) {
            return true;
        }
        try {
            return RESERVED.tryLock(port, 1, false) != null;
        } catch (IOException e) {
            return true; // not on this file system
        }
    }

    /** A port that nobody listens on at the moment, and that no other process has chosen so. */
    static int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && GIVEN.add(port) && reserve(port)) {
                return port;
            }
        }
        throw new StartException("No free port between " + LOWEST + " and " + HIGHEST);
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // what a stopped engine left behind in TIME_WAIT is no obstacle to its successor
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * All or none: a person shall not move one port after the other.
     *
     * @throws StartException with a line for each port that is not to be had: who has it, and the variable that moves it
     */
    static void require(Settings settings, Collection<Listener> listeners) {
        Map<Integer, Listener> asked = new HashMap<>();
        List<String> taken = new ArrayList<>();
        for (Listener listener : listeners) {
            int port = settings.port(listener);
            if (port == 0) {
                continue;
            }
            Listener other = asked.putIfAbsent(port, listener);
            if (other != null) {
                taken.add("Port %d is asked for twice, by %s and %s"
                        .formatted(port, other.variable(), listener.variable()));
            } else if (!isFree(port)) {
                taken.add("Port %d (%s) is taken by %s; set %s"
                        .formatted(
                                port, listener.title(), holder(port).orElse("another process"), listener.variable()));
            }
        }
        if (!taken.isEmpty()) {
            throw new StartException(String.join(System.lineSeparator(), taken));
        }
    }

    /**
     * The same free port at every start, as long as it stays free: SeaweedFS names folders after its ports.
     *
     * @param file remembers the ports by name
     */
    static int remembered(Path file, String name) {
        try {
            Properties ports = new Properties();
            if (Files.exists(file)) {
                try (var in = Files.newBufferedReader(file)) {
                    ports.load(in);
                }
            }
            int known = Integer.parseInt(ports.getProperty(name, "0"));
            if (known > 0 && isFree(known)) {
                GIVEN.add(known);
                return known;
            }
            int chosen = free();
            ports.setProperty(name, Integer.toString(chosen));
            try (var out = Files.newBufferedWriter(file)) {
                ports.store(out, "Ports inside this machine, chosen once");
            }
            return chosen;
        } catch (IOException e) {
            throw new StartException("Cannot remember a port in " + file + ": " + e.getMessage(), e);
        }
    }

    /** Who listens there, as far as Linux lets this user see it: {@code process 4711 (java)}. */
    static Optional<String> holder(int port) {
        try (Stream<String> v4 = Files.lines(Path.of("/proc/net/tcp"));
                Stream<String> v6 = Files.lines(Path.of("/proc/net/tcp6"))) {
            String local = ":%04X".formatted(port);
            return Stream.concat(v4, v6)
                    .map(line -> line.trim().split("\\s+"))
                    .filter(field -> field.length > 9 && field[1].endsWith(local) && field[3].equals("0A"))
                    .map(field -> "socket:[" + field[9] + "]")
                    .flatMap(socket -> ProcessHandle.allProcesses().filter(process -> has(process, socket)))
                    .map(process -> "process %d (%s)".formatted(process.pid(), name(process)))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private static boolean has(ProcessHandle process, String socket) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals(socket);
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .orElse("unknown");
    }
}
