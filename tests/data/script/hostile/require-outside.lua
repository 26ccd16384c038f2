require "../other/lesson"
