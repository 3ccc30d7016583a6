package darkroom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CustomerFileTest {
    @Test
    void readsWhatASpreadsheetSaves() {
        CustomerFile file = CustomerFile.read(String.join(
                "\r\n",
                "\uFEFFcustomer,plan,name,signed_up_on,quota",
                "acme,pro,\"Acme, \"\"the\"\" Inc\",2026-01-31,1000",
                "",
                "new-one,,,,",
                ""));
        assertThat(file.rows())
                .containsOnlyKeys("acme", "new-one")
                .containsEntry(
                        "acme", new CustomerFile.Row("Acme, \"the\" Inc", "pro", 1000L, LocalDate.of(2026, 1, 31)))
                .containsEntry("new-one", new CustomerFile.Row(null, null, null, null));
    }

    @Test
    void aColumnThatIsNotThereIsNoError() {
        assertThat(CustomerFile.read("quota,customer\n0,acme").rows())
                .containsEntry("acme", new CustomerFile.Row(null, null, 0L, null));
    }

    @Test
    void takesAQuoteThatPlainlyBelongsToTheText() {
        assertThat(CustomerFile.read("customer,name\na, \"A\" \nb,5\" TV").rows())
                .containsEntry("a", new CustomerFile.Row("A", null, null, null))
                .containsEntry("b", new CustomerFile.Row("5\" TV", null, null, null));
    }

    @Test
    void namesEveryBadLineAtOnce() {
        assertThatThrownBy(() -> CustomerFile.read("""
                        customer,name,quota,signed_up_on
                        acme,Acme,10,2026-01-01
                        Acme Inc,Acme,10,2026-01-01
                        beta,Beta,1 000,2026-13-01
                        acme,Again,1,2026-01-01
                        gamma,Gamma
                        """))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        line 3: customer 'Acme Inc' is none: use 1 to 64 of the characters a-z, 0-9 and -
                        line 4: quota '1 000' is no number of images from 0 to 1000000000000; write it without separators, 0 for no quota
                        line 4: signed_up_on '2026-13-01' is no day between 1970-01-01 and 2149-06-06; write it as 2026-01-31
                        line 5: customer 'acme' is in the file already; keep one line of each
                        line 6: 2 cells under 4 columns; put a cell with a comma in double quotes""");
    }

    @Test
    void aQuoteThatStandsWrongIsToldLastForWhatStandsBehindItIsNotRead() {
        assertThatThrownBy(() -> CustomerFile.read("""
                        customer,quota
                        Acme Inc,1
                        beta,"1" 0
                        gamma,ten
                        """)).hasMessage("""
                        line 2: customer 'Acme Inc' is none: use 1 to 64 of the characters a-z, 0-9 and -
                        line 3: there is text beside a double quote, or one is not closed; put the whole cell in double quotes, \
                        and each one inside it twice. What stands behind it was not looked at""");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                  | the file is empty; its first line names the columns: customer,name
            name\\nAcme                         | line 1: the column customer is missing
            customer,nmae\\nacme,Acme           | line 1: there is no column 'nmae'; there are customer, name
            customer;name\\n               | line 1: its cells are separated by semicolons; save the file with commas between them
            customer,customer\\nacme,acme       | line 1: a column is there twice
            customer,name\\nacme,"Acme          | line 2: there is text beside a double quote, or one is not closed
            customer,name\\nacme,"X"junk\\nb,B  | line 2: there is text beside a double quote, or one is not closed; put the whole cell in double quotes
            customer,name\\nacme,"X" ""\\nb,B  | line 2: there is text beside a double quote
            customer,name\\n-,B\\nacme,"X" Y   | line 3: there is text beside a double quote
            A,name\\nacme,"X" Y               | line 1: there is no column 'A'
            customer,quota\\nacme,-1            | line 2: quota '-1' is no number
            customer,quota\\nacme,9999999999999 | line 2: quota '9999999999999' is no number
            customer,signed_up_on\\na,1969-12-31 | line 2: signed_up_on '1969-12-31' is no day
            customer,name\\nacme,"a\\nb"        | line 2: name 'a b' has more than 200 characters, or one that cannot be printed
            """)
    void saysWhatIsWrongAndHowToMendIt(String text, String message) {
        assertThatThrownBy(() -> CustomerFile.read(text.replace("\\n", "\n"))).hasMessageContaining(message);
    }
}
