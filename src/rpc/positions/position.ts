/** A place in a text: both count from 1, columns in UTF-16 units. */
export interface Position {
  line: number;
  column: number;
}
