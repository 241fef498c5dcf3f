package dev.emotion.image.format;

import dev.emotion.ImageException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The items of a HEIF file, their properties, references and data: its {@code meta} box (ISO/IEC
 * 14496-12 and 23008-12). Reading it never fails; what is missing is missed where it is needed.
 */
final class HeifBoxes {
  /** Boxes and entries of tables that are looked at, more than a writer makes of one image. */
  private static final int MAX_ENTRIES = 100_000;

  private static final int FULL = 4; // bytes of version and flags

  private final Bytes file;
  private int entries;
  private long primary;
  private Box itemData = new Box("idat", 0, 0);
  private final Map<Long, String> types = new HashMap<>();
  private final Map<Long, Location> locations = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();
  private final Map<Long, List<Box>> properties = new HashMap<>();
  private final Map<Box, byte[]> contents = new HashMap<>();

  /** A box, from the first byte of its content to the one behind it. */
  record Box(String type, long begin, long end) {}

  /** A reference from an item to others. */
  record Reference(String type, long from, List<Long> to) {}

  private record Extent(long offset, long length) {}

  private record Location(long construction, List<Extent> extents) {}

  HeifBoxes(Bytes file) {
    this.file = file;
    boxes(0, file.length()).stream()
        .filter(box -> box.type.equals("meta"))
        .findFirst()
        .ifPresent(this::readMeta);
  }

  long primary() {
    return primary;
  }

  /** The four letters of an item's type; empty where there is no such item. */
  String type(long item) {
    return types.getOrDefault(item, "");
  }

  List<Reference> references() {
    return references;
  }

  /** An item's properties, in the order in which they apply. */
  List<Box> properties(long item) {
    return properties.getOrDefault(item, List.of());
  }

  Optional<Box> property(long item, String type) {
    return properties(item).stream().filter(box -> box.type.equals(type)).findFirst();
  }

  /** The bytes of a box: one array, however many items share it. */
  byte[] content(Box box) {
    return contents.computeIfAbsent(
        box, b -> Arrays.copyOfRange(file.file(), (int) b.begin, (int) b.end));
  }

  /** Counts a box or entry, which may cost no byte; false where there are too many. */
  private boolean another() {
    return entries++ < MAX_ENTRIES;
  }

  /** Boxes one after the other; one that reaches beyond the end ends there. */
  private List<Box> boxes(long from, long to) {
    List<Box> boxes = new ArrayList<>();
    for (long at = from; at + 8 <= to && another(); ) {
      long size = file.bigEndian(at, 4);
      long content = at + 8;
      if (size == 1) {
        size = file.bigEndian(at + 8, 8);
        content += 8;
      }
      long end = size == 0 || size < 0 || size > to - at ? to : at + size;
      if (end < content) {
        break;
      }
      boxes.add(new Box(letters(at + 4), content, end));
      at = end;
    }
    return boxes;
  }

  private String letters(long at) {
    return String.valueOf(
        new char[] {
          (char) file.at(at), (char) file.at(at + 1), (char) file.at(at + 2), (char) file.at(at + 3)
        });
  }

  private void readMeta(Box meta) {
    for (Box box : boxes(meta.begin + FULL, meta.end)) {
      long body = box.begin + FULL;
      int version = file.at(box.begin);
      switch (box.type) {
        case "pitm" -> primary = file.bigEndian(body, version == 0 ? 2 : 4);
        case "iinf" -> readTypes(boxes(body + (version == 0 ? 2 : 4), box.end));
        case "iloc" -> readLocations(box, version);
        case "iref" -> readReferences(boxes(body, box.end), version == 0 ? 2 : 4);
        case "iprp" -> readProperties(boxes(box.begin, box.end));
        case "idat" -> itemData = box;
        default -> {}
      }
    }
  }

  private void readTypes(List<Box> entries) {
    for (Box entry : entries) {
      int version = file.at(entry.begin);
      int idBytes = version == 2 ? 2 : 4;
      if (entry.type.equals("infe") && version >= 2) {
        long at = entry.begin + FULL;
        types.put(file.bigEndian(at, idBytes), letters(at + idBytes + 2));
      }
    }
  }

  private void readLocations(Box box, int version) {
    long at = box.begin + FULL;
    int offsetBytes = file.at(at) >> 4;
    int lengthBytes = file.at(at) & 15;
    int baseBytes = file.at(at + 1) >> 4;
    int indexBytes = version > 0 ? file.at(at + 1) & 15 : 0;
    if (offsetBytes > 8 || lengthBytes > 8 || baseBytes > 8 || indexBytes > 8) {
      return;
    }
    int idBytes = version < 2 ? 2 : 4;
    long items = file.bigEndian(at + 2, idBytes);
    at += 2 + idBytes;
    for (long i = 0; i < items && at < box.end && another(); i++) {
      long item = file.bigEndian(at, idBytes);
      at += idBytes;
      long construction = 0;
      if (version > 0) {
        construction = file.bigEndian(at, 2) & 15;
        at += 2;
      }
      at += 2; // which file: this one
      long base = file.bigEndian(at, baseBytes);
      at += baseBytes;
      long count = file.bigEndian(at, 2);
      at += 2;
      List<Extent> extents = new ArrayList<>();
      for (long j = 0; j < count && at < box.end && another(); j++) {
        at += indexBytes;
        long offset = file.bigEndian(at, offsetBytes);
        at += offsetBytes;
        extents.add(new Extent(base + offset, file.bigEndian(at, lengthBytes)));
        at += lengthBytes;
      }
      if (extents.size() == count) {
        locations.put(item, new Location(construction, extents));
      }
    }
  }

  private void readReferences(List<Box> entries, int idBytes) {
    for (Box entry : entries) {
      long count = file.bigEndian(entry.begin + idBytes, 2);
      List<Long> to = new ArrayList<>();
      long at = entry.begin + idBytes + 2;
      for (long i = 0; i < count && at < entry.end && another(); i++, at += idBytes) {
        to.add(file.bigEndian(at, idBytes));
      }
      references.add(new Reference(entry.type, file.bigEndian(entry.begin, idBytes), to));
    }
  }

  private void readProperties(List<Box> boxes) {
    List<Box> all = new ArrayList<>();
    for (Box box : boxes) {
      if (box.type.equals("ipco")) {
        all.addAll(boxes(box.begin, box.end));
      } else if (box.type.equals("ipma")) {
        readAssociations(box, all);
      }
    }
  }

  private void readAssociations(Box box, List<Box> all) {
    int idBytes = file.at(box.begin) == 0 ? 2 : 4;
    boolean wide = (file.at(box.begin + 3) & 1) != 0;
    long items = file.bigEndian(box.begin + FULL, 4);
    long at = box.begin + FULL + 4;
    for (long i = 0; i < items && at < box.end && another(); i++) {
      List<Box> own =
          properties.computeIfAbsent(file.bigEndian(at, idBytes), id -> new ArrayList<>());
      at += idBytes;
      int count = file.at(at++);
      for (int j = 0; j < count && at < box.end && another(); j++) {
        long index = wide ? file.bigEndian(at, 2) & 0x7FFF : file.at(at) & 0x7F;
        at += wide ? 2 : 1;
        if (index >= 1 && index <= all.size()) {
          own.add(all.get((int) index - 1));
        }
      }
    }
  }

  /**
   * The data of an item.
   *
   * @throws ImageException if the file doesn't hold them
   */
  byte[] data(long item, String name) {
    Location location = locations.get(item);
    if (location == null || location.construction > 1) {
      throw new ImageException(name, "a HEIF file without the data of item " + item, "all data");
    }
    boolean inBox = location.construction == 1;
    long base = inBox ? itemData.begin : 0;
    long end = inBox ? itemData.end : file.length();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Extent extent : location.extents) {
      long from = base + extent.offset;
      long length = extent.length == 0 ? end - from : extent.length;
      if (from < base || from > end || length < 0 || length > end - from) {
        throw new ImageException(name, "a HEIF file cut off or damaged", "an intact one");
      }
      if (data.size() + length > file.length()) { // extents that overlap again and again
        throw new ImageException(name, "a damaged HEIF file", "an intact one");
      }
      data.write(file.file(), (int) from, (int) length);
    }
    return data.toByteArray();
  }
}
