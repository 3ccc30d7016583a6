package darkroom;

import com.fasterxml.jackson.databind.ObjectMapper;
import darkroom.access.Customer;
import darkroom.access.CustomerFile;
import darkroom.access.CustomerImport;
import darkroom.access.CustomerRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code customers}: what the registry knows of customers beside their keys. */
@Command(
        name = "customers",
        sortOptions = false,
        description = "Names, plans and quotas of customers, in the registry that every replica reads.",
        subcommands = {CustomersCommand.Import.class, CustomersCommand.Listing.class})
final class CustomersCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: import FILE.csv, or list.");
    }

    /** {@code customers import FILE.csv}. */
    @Command(
            name = "import",
            sortOptions = false,
            description = {
                "Writes what a CSV file says of customers to the registry; all of it, or nothing where a line is wrong.",
                "Its first line names the columns: customer, and any of name, plan, quota (images a month, 0 = unlimited)",
                "and signed_up_on (2026-01-31). Empty cells, and columns that are not there, leave what is known."
            })
    static final class Import implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "CSV, UTF-8")
        private Path file;

        @Override
        public Integer call() throws Exception {
            CustomerFile customers;
            try {
                customers = CustomerFile.read(Files.readString(file, StandardCharsets.UTF_8));
            } catch (CharacterCodingException e) {
                return refused(file + " is not UTF-8; save it as CSV UTF-8");
            } catch (IOException e) {
                return refused(file + " cannot be read: "
                        + (e instanceof NoSuchFileException ? "there is no such file" : e.getMessage()));
            } catch (IllegalArgumentException e) {
                return refused("nothing was imported of " + file + ":\n" + e.getMessage());
            }
            try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools()) {
                CustomerImport.Result result = new CustomerImport(
                                tools.settings().kafka().brokers(),
                                tools.settings().access().customersTopic(),
                                tools.get(ObjectMapper.class),
                                Clock.systemUTC())
                        .run(customers);
                spec.commandLine()
                        .getOut()
                        .printf(
                                "%d customers made, %d changed, %d as they were%n",
                                result.made(), result.changed(), result.same());
                return 0;
            }
        }

        private int refused(String why) {
            spec.commandLine().getErr().println("darkroom: " + why);
            return 1;
        }
    }

    /** {@code customers list}. */
    @Command(
            name = "list",
            sortOptions = false,
            description =
                    "Prints a line for each customer, separated by tabs: customer, name, plan, quota, signed_up_on.")
    static final class Listing implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            try (RecoveryCommands.Tools tools = new RecoveryCommands.Tools()) {
                PrintWriter out = spec.commandLine().getOut();
                CustomerRegistry registry = tools.registry();
                out.println("customer\tname\tplan\tquota\tsigned_up_on");
                for (String id : registry.names()) {
                    registry.peek(id).ifPresent(known -> out.println(line(id, known)));
                }
                return 0;
            }
        }

        private static String line(String id, Customer known) {
            return String.join(
                    "\t",
                    id,
                    cell(known.name()),
                    cell(known.plan()),
                    Long.toString(known.quota()),
                    cell(known.signedUpOn()));
        }

        private static String cell(Object value) {
            return value == null ? "" : value.toString().replaceAll("\\p{Cntrl}", " ");
        }
    }
}
