///usr/bin/env jbang "$0" "$@" ; exit $?
// emotion as a single file: jbang Emotion.java predict --image photo.jpg
// jbang fetches it from Maven Central, once it is published there, or from the local repository after mvn install.
//JAVA 17+
//DEPS dev.emotion:emotion-cli:1.0.0
//RUNTIME_OPTIONS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmn6m -Dfile.encoding=UTF-8

class Emotion {
  public static void main(String[] args) {
    dev.emotion.cli.EmotionCli.main(args);
  }
}
