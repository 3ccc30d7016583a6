package darkroom;

import darkroom.model.CustomerIds;
import darkroom.recovery.Period;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** The flags {@code --from}, {@code --to} and {@code --customer}. */
final class PeriodOptions {
    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Time.class,
            description = "first time of the period: 2026-01-31 (UTC) or 2026-01-31T10:15:00Z")
    private Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Time.class,
            description = "its end, not included; now where it is missing")
    private Instant to;

    @Option(
            names = "--customer",
            paramLabel = "CUSTOMER",
            converter = CustomerId.class,
            description = "this customer's images alone")
    private String customer;

    /** @param usual how long the period is where {@code --from} is missing; null where it must be there */
    Period period(Instant now, Duration usual) {
        if (from == null && usual == null) {
            throw error("--from is missing: give the first time of the period, for instance --from "
                    + LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1));
        }
        Instant end = to == null ? now : to;
        try {
            return new Period(from == null ? end.minus(usual) : from, end, customer);
        } catch (IllegalArgumentException e) {
            throw error(e.getMessage());
        }
    }

    private ParameterException error(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /** A day begins at midnight UTC. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String value) {
            try {
                return value.contains("T")
                        ? OffsetDateTime.parse(value).toInstant()
                        : LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeException no) {
                throw new TypeConversionException(
                        "'" + value + "' is no time: write 2026-01-31 (UTC) or 2026-01-31T10:15:00Z");
            }
        }
    }

    /** In its shape; it need not be known any more. */
    static final class CustomerId implements ITypeConverter<String> {
        @Override
        public String convert(String value) {
            if (!CustomerIds.isId(value)) {
                throw new TypeConversionException("'" + value
                        + "' is no customer: use 1 to 64 of the characters a-z, 0-9 and -, for instance acme-photos");
            }
            return value;
        }
    }
}
