// @title the JVM starts and works within small limits, and sees no more than them
// @request {"limits": {"memory": "128MiB", "processes": 32, "cpus": 0.5, "timeout": "15s"}, "compile": {"limits": {"timeout": "20s"}}}
// @probe heap WITHIN
// @probe processors 1 uncontrolled: a machine may have just one
// @probe parallel OK uncontrolled: it works everywhere
// @probe threads REFUSED
import java.util.stream.LongStream;

public class Main {
    public static void main(String[] args) {
        Runtime runtime = Runtime.getRuntime();
        System.out.println("heap " + (runtime.maxMemory() <= 128L << 20 ? "WITHIN" : "ABOVE"));
        System.out.println("processors " + runtime.availableProcessors());
        long sum = LongStream.range(0, 1_000_000).parallel().sum();
        System.out.println("parallel " + (sum == 499999500000L ? "OK" : "WRONG"));
        String verdict = "OK";
        try {
            for (int i = 0; i < 100; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        return;
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
        } catch (OutOfMemoryError e) {
            verdict = "REFUSED";
        }
        System.out.println("threads " + verdict);
    }
}
