package dev.emotion.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.emotion.image.format.HeifImage.Image;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes HEIC files of images that are compressed already: items with properties. */
final class HeifBuilder {
  private final List<byte[]> properties = new ArrayList<>();
  private final ByteArrayOutputStream types = new ByteArrayOutputStream();
  private final ByteArrayOutputStream locations = new ByteArrayOutputStream();
  private final ByteArrayOutputStream associations = new ByteArrayOutputStream();
  private final ByteArrayOutputStream references = new ByteArrayOutputStream();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private int items;
  private Item last;

  /** Where its content is, and the numbers of its properties. */
  private record Item(String type, int offset, int length, byte[] properties) {}

  static byte[] box(String type, Object... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (Object part : parts) {
      content.writeBytes(bytes(part));
    }
    ByteBuffer box = ByteBuffer.allocate(8 + content.size());
    return box.putInt(box.capacity())
        .put(type.getBytes(ISO_8859_1))
        .put(content.toByteArray())
        .array();
  }

  private static byte[] bytes(Object part) {
    if (part instanceof Integer number) {
      return ByteBuffer.allocate(4).putInt(number).array();
    } else if (part instanceof Short number) {
      return ByteBuffer.allocate(2).putShort(number).array();
    } else if (part instanceof Byte number) {
      return new byte[] {number};
    } else if (part instanceof String text) {
      return text.getBytes(ISO_8859_1);
    } else if (part instanceof ByteArrayOutputStream stream) {
      return stream.toByteArray();
    }
    return (byte[]) part;
  }

  static byte[] size(int width, int height) {
    return box("ispe", 0, width, height);
  }

  static byte[] turn(int quarters) {
    return box("irot", (byte) quarters);
  }

  static byte[] mirror(int axis) {
    return box("imir", (byte) axis);
  }

  /** A crop around the centre, moved. */
  static byte[] crop(int width, int height, int right, int down) {
    return box("clap", width, 1, height, 1, right, 1, down, 1);
  }

  /** Adds an item; its number, from 1. */
  int item(String type, byte[] content, byte[]... own) {
    ByteArrayOutputStream numbers = new ByteArrayOutputStream();
    for (byte[] property : own) {
      properties.add(property);
      numbers.write(properties.size());
    }
    last = new Item(type, data.size(), content.length, numbers.toByteArray());
    data.writeBytes(content);
    return again();
  }

  /** Adds the last item once more: another one of the same content and properties. */
  int again() {
    items++;
    types.writeBytes(box("infe", 0x02000000, (short) items, (short) 0, last.type, (byte) 0));
    locations.writeBytes(
        concat((short) items, (short) 1, (short) 0, (short) 1, last.offset, last.length));
    associations.writeBytes(concat((short) items, (byte) last.properties.length, last.properties));
    return items;
  }

  /** Adds an image with its size and further properties. */
  int image(Image image, byte[]... own) {
    List<byte[]> all = new ArrayList<>();
    all.add(box("hvcC", image.configuration()));
    all.add(size(image.width(), image.height()));
    all.addAll(List.of(own));
    return item("hvc1", image.data(), all.toArray(byte[][]::new));
  }

  HeifBuilder refer(String type, int from, int... to) {
    ByteArrayOutputStream targets = new ByteArrayOutputStream();
    for (int item : to) {
      targets.writeBytes(bytes((short) item));
    }
    references.writeBytes(box(type, (short) from, (short) to.length, targets));
    return this;
  }

  byte[] file(int primary) {
    ByteArrayOutputStream container = new ByteArrayOutputStream();
    properties.forEach(container::writeBytes);
    byte[] meta =
        box(
            "meta",
            0,
            box("pitm", 0, (short) primary),
            box("iinf", 0, (short) items, types),
            box("iloc", 0x01000000, (byte) 0x44, (byte) 0, (short) items, locations),
            box("iref", 0, references),
            box("iprp", box("ipco", container), box("ipma", 0, items, associations)),
            box("idat", data));
    return concat(box("ftyp", "heic", 0, "mif1heic"), meta);
  }

  private static byte[] concat(Object... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Object part : parts) {
      all.writeBytes(bytes(part));
    }
    return all.toByteArray();
  }
}
