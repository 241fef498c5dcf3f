import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Copies a jar; what stands in its Linux libraries behind the parts that the loader maps is left out: the table of
 * sections and the symbols for debuggers, 37 MB of libnd4jcpu.so. Every other entry stays as it is.
 *
 * <p>Usage: java StripSymbols.java IN.jar OUT.jar
 */
final class StripSymbols {
  private static final int ELF = 0x7F454C46;
  private static final int LITTLE_64 = 0x0201; // class and byte order in the header
  private static final int LOADED = 1;

  // Where the fields of a 64-bit ELF header and of its program headers stand.
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADERS = 32;
  private static final int SECTION_HEADERS = 40;
  private static final int PROGRAM_HEADER_SIZE = 54;
  private static final int PROGRAM_HEADER_COUNT = 56;
  private static final int SECTION_COUNT = 60;
  private static final int SECTION_NAMES = 62;
  private static final int OFFSET_IN_FILE = 8;
  private static final int SIZE_IN_FILE = 32;

  public static void main(String[] args) throws IOException {
    Path target = Path.of(args[1]);
    Path part = Path.of(args[1] + ".part");
    try (ZipInputStream in = new ZipInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[0]))));
        ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
      out.setLevel(Deflater.DEFAULT_COMPRESSION);
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        copy(in, out);
        out.closeEntry();
      }
    }
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void copy(InputStream in, OutputStream out) throws IOException {
    byte[] head = in.readNBytes(4096);
    ByteBuffer elf = ByteBuffer.wrap(head);
    if (head.length < HEADER || elf.getInt() != ELF || elf.getShort() != LITTLE_64) {
      out.write(head);
      in.transferTo(out);
      return;
    }
    elf.order(ByteOrder.LITTLE_ENDIAN);
    long end = 0;
    for (int i = 0; i < elf.getShort(PROGRAM_HEADER_COUNT); i++) {
      int at = Math.toIntExact(elf.getLong(PROGRAM_HEADERS)) + i * elf.getShort(PROGRAM_HEADER_SIZE);
      if (elf.getInt(at) == LOADED) {
        end = Math.max(end, elf.getLong(at + OFFSET_IN_FILE) + elf.getLong(at + SIZE_IN_FILE));
      }
    }
    if (end < head.length) {
      throw new IOException("a library whose loaded parts end at byte " + end);
    }
    elf.putLong(SECTION_HEADERS, 0).putShort(SECTION_COUNT, (short) 0).putShort(SECTION_NAMES, (short) 0);
    out.write(head);
    byte[] buffer = new byte[1 << 16];
    for (long left = end - head.length; left > 0; ) {
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0) {
        throw new IOException("a library cut short");
      }
      out.write(buffer, 0, count);
      left -= count;
    }
    in.transferTo(OutputStream.nullOutputStream());
  }
}
