package dev.emotion.spark;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a call of the job gave.
 *
 * @param status of the process
 * @param out on stdout
 * @param err on stderr, without Spark's log
 */
record Output(int status, String out, String err) {

  static Output of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = PredictJob.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    return new Output(status, out.toString(), err.toString());
  }
}
