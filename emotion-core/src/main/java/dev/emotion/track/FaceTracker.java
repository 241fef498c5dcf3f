package dev.emotion.track;

import dev.emotion.DetectedFace;
import dev.emotion.FaceBox;
import dev.emotion.ImagePoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives faces numbers that they keep from frame to frame. A face that was seen is expected to go on
 * as it moved; of the faces found in a frame it gets the one that is nearest to that place, of its
 * size and of its looks, so that two people who cross keep their numbers. A face that isn't found
 * stays for a short while where it should be, and its number is kept a little longer in case it
 * comes back. All times are microseconds of the video.
 */
final class FaceTracker {
  /** For so long a face that isn't found is still shown, but no longer than it was seen before. */
  static final long SHOWN_UNSEEN = 160_000;

  /** For so long its number is kept. */
  static final long REMEMBERED_UNSEEN = 1_500_000;

  /** Speed is the mean over about this time: boxes tremble. */
  private static final double SPEED_TIME = 150_000;

  /** Nobody is expected to keep their speed for longer. */
  private static final long SPEED_LASTS = 1_000_000;

  /** Looks follow light and pose in about this time. */
  private static final double LOOKS_TIME = 500_000;

  /** How much of a difference to the expected place or size is taken over at once. */
  private static final double PLACE_SHARE = 0.6;

  private static final double SIZE_SHARE = 0.35;

  /** Weight of the looks against the distance in widths of a face. */
  private static final double LOOKS_WEIGHT = 5;

  private static final double FARTHEST = 0.8;
  private static final double MAX_SIZE_CHANGE = 1.6;
  private static final double MAX_LOOKS_CHANGE = 0.22;

  /**
   * A face that was out of view may be farther from where it should be the more it looks as before,
   * and the other way round: so far where nothing changed, so changed where it should be.
   */
  private static final double FARTHEST_LOST = 2;

  private static final double MAX_LOOKS_CHANGE_LOST = 0.17;

  /** A face begins where at most this share of its box lies on another face. */
  private static final double MAX_COVERED = 0.33;

  private static final double HIDDEN = 0.5;

  /** How sure a look at its place alone must be to bring a lost face back. */
  static final double SURE = 0.7;

  /** Boxes that overlap more are taken for the same face. */
  static final double SAME = 0.3;

  private final List<Track> tracks = new ArrayList<>();
  private int lastNumber;

  /** The time of the frame before. */
  private long before = Long.MIN_VALUE;

  /**
   * A face found in a frame.
   *
   * @param face where
   * @param looks how it looks
   * @param searched whether the search of the whole frame found it, too: only then may it be one
   *     that wasn't there before
   */
  record Candidate(DetectedFace face, Appearance looks, boolean searched) {
    FaceBox box() {
      return face.box();
    }

    ImagePoint center() {
      return box().center();
    }
  }

  /**
   * A numbered face in a frame.
   *
   * @param number its track
   * @param face where it is
   * @param seen whether it was found in this frame; otherwise this is where it should be
   */
  record Position(int number, DetectedFace face, boolean seen) {}

  /** Where the known faces should be at a time, those included that were lost lately. */
  List<DetectedFace> expected(long time) {
    forgetThoseLongUnseen(time);
    return tracks.stream().map(track -> track.expected(time)).toList();
  }

  /**
   * Goes on to the next frame.
   *
   * @param time not before that of the frame before
   * @param found the faces found in it
   * @return the faces in it by their numbers
   */
  List<Position> update(long time, List<Candidate> found) {
    forgetThoseLongUnseen(time);
    before = time;
    tracks.forEach(track -> track.seen = false);
    Set<Candidate> free = new HashSet<>(found);
    Set<Track> waiting = new HashSet<>(tracks);
    for (Match match : matches(time, found)) {
      if (waiting.contains(match.track) && free.contains(match.candidate)) {
        waiting.remove(match.track);
        free.remove(match.candidate);
        match.track.see(time, match.candidate, isAlone(match.candidate, found));
      }
    }
    for (Candidate candidate : found) {
      if (candidate.searched && free.contains(candidate) && isElsewhere(candidate, time)) {
        tracks.add(new Track(++lastNumber, time, candidate));
      }
    }
    tracks.forEach(track -> track.lost |= !track.isShown(time));
    return tracks.stream()
        .filter(track -> !track.lost && !isHidden(track, time))
        .map(track -> new Position(track.number, track.expected(time), track.seen))
        .toList();
  }

  /** What follows is another scene: faces that are not found in it are no longer shown. */
  void cut() {
    tracks.forEach(track -> track.lost = true);
  }

  /** A face of the frame before was in view, however long ago that was. */
  private void forgetThoseLongUnseen(long time) {
    tracks.removeIf(track -> time - track.lastSeen > REMEMBERED_UNSEEN && track.lastSeen < before);
  }

  /** A possible answer to the question where a track went; the lower the cost, the better. */
  private record Match(Track track, Candidate candidate, double cost) {}

  private List<Match> matches(long time, List<Candidate> found) {
    List<Match> matches = new ArrayList<>();
    for (Track track : tracks) {
      for (Candidate candidate : found) {
        double cost = track.cost(time, candidate);
        if (cost < Double.MAX_VALUE) {
          matches.add(new Match(track, candidate, cost));
        }
      }
    }
    matches.sort(Comparator.comparingDouble(Match::cost));
    return matches;
  }

  /** Whether no other face mixes into its looks. */
  private static boolean isAlone(Candidate candidate, List<Candidate> found) {
    return found.stream().filter(face -> face.box().iou(candidate.box()) > 0).count() <= 1;
  }

  /**
   * Whether it stands clear of the faces that were just found. What lies on one of them is a second
   * finding of it, or a hand or collar taken for a face.
   */
  private boolean isElsewhere(Candidate candidate, long time) {
    return tracks.stream()
        .filter(track -> track.seen)
        .allMatch(track -> candidate.box().coveredBy(track.box(time)) <= MAX_COVERED);
  }

  /** Whether a face that wasn't found now is hidden behind one that was, rather than overlooked. */
  private boolean isHidden(Track track, long time) {
    return !track.seen
        && tracks.stream()
            .filter(other -> other.seen)
            .anyMatch(other -> other.box(time).iou(track.box(time)) > HIDDEN);
  }

  private static final class Track {
    final int number;
    final long firstSeen;
    long lastSeen;

    /** Whether it was found in the newest frame. */
    boolean seen = true;

    /** Whether it is out of view; much in another scene looks a little like a face. */
    boolean lost;

    double x;
    double y;
    double width;
    double height;
    double speedX;
    double speedY;
    Appearance looks;
    DetectedFace face;

    Track(int number, long time, Candidate candidate) {
      this.number = number;
      this.firstSeen = time;
      this.lastSeen = time;
      this.width = candidate.box().width();
      this.height = candidate.box().height();
      this.x = candidate.center().x();
      this.y = candidate.center().y();
      this.looks = candidate.looks;
      this.face = candidate.face;
    }

    boolean isShown(long time) {
      return !lost && time - lastSeen <= Math.min(SHOWN_UNSEEN, lastSeen - firstSeen);
    }

    private double expectedX(long time) {
      return x + speedX * Math.min(time - lastSeen, SPEED_LASTS);
    }

    private double expectedY(long time) {
      return y + speedY * Math.min(time - lastSeen, SPEED_LASTS);
    }

    DetectedFace expected(long time) {
      FaceBox box = box(time);
      double dx = box.center().x() - face.box().center().x();
      double dy = box.center().y() - face.box().center().y();
      return new DetectedFace(box, face.score(), face.landmarks().map(l -> l.moved(dx, dy)));
    }

    FaceBox box(long time) {
      int w = Math.max(1, (int) Math.round(width));
      int h = Math.max(1, (int) Math.round(height));
      return new FaceBox(
          (int) Math.round(expectedX(time) - width / 2),
          (int) Math.round(expectedY(time) - height / 2),
          w,
          h);
    }

    /** Distance in widths, plus change of size, plus change of looks; MAX_VALUE if impossible. */
    double cost(long time, Candidate candidate) {
      double dx = candidate.center().x() - expectedX(time);
      double dy = candidate.center().y() - expectedY(time);
      double distance = Math.hypot(dx, dy) / width;
      double resize = Math.max(width / candidate.box().width(), candidate.box().width() / width);
      double change = looks.difference(candidate.looks);
      boolean tooFar =
          lost
              ? distance / FARTHEST_LOST + change / MAX_LOOKS_CHANGE_LOST > 1
              : distance > FARTHEST;
      return tooFar
              || resize > MAX_SIZE_CHANGE
              || change > MAX_LOOKS_CHANGE
              || (lost && !candidate.searched && candidate.face.score() < SURE)
          ? Double.MAX_VALUE
          : distance + Math.log(resize) + LOOKS_WEIGHT * change;
    }

    void see(long time, Candidate candidate, boolean alone) {
      double elapsed = Math.max(1, time - lastSeen);
      double newX = expectedX(time);
      double newY = expectedY(time);
      newX += PLACE_SHARE * (candidate.center().x() - newX);
      newY += PLACE_SHARE * (candidate.center().y() - newY);
      double speedShare = 1 - Math.exp(-elapsed / SPEED_TIME);
      speedX += speedShare * ((newX - x) / elapsed - speedX);
      speedY += speedShare * ((newY - y) / elapsed - speedY);
      x = newX;
      y = newY;
      width += SIZE_SHARE * (candidate.box().width() - width);
      height += SIZE_SHARE * (candidate.box().height() - height);
      if (alone) {
        looks = looks.towards(candidate.looks, 1 - Math.exp(-elapsed / LOOKS_TIME));
      }
      face = candidate.face;
      lastSeen = time;
      seen = true;
      lost = false;
    }
  }
}
