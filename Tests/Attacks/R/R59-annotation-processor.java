// @title the source brings a program for the compiler to run
// @request {"files": [{"name": "META-INF/services/javax.annotation.processing.Processor", "content": "Evil\n"}, {"name": "Evil.java", "content": "public class Evil extends javax.annotation.processing.AbstractProcessor {\n    static { System.out.println(\"ran in the compiler\"); }\n    public boolean process(java.util.Set<? extends javax.lang.model.element.TypeElement> a, javax.annotation.processing.RoundEnvironment b) { return false; }\n}\n"}], "limits": {"timeout": "10s"}}
// @outcome completed
// @prints ^done$
// @never ran in the compiler
// @control none what is looked at is the compiler's answer
@Deprecated
public class Main {
    public static void main(String[] args) {
        System.out.println("done");
    }
}
