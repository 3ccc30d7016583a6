package darkroom;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Every name a route file may use. */
@SpringBootApplication(proxyBeanMethods = false)
public class Beans {
    public static void main(String[] args) {
        SpringApplication.run(Beans.class, args);
    }
}
