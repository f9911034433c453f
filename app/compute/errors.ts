/**
 * An error that is the user's to read: one line saying what is wrong, where, and what to do.
 * Everything else that is thrown is a bug or a crash and is reported as such.
 */
export class UserFacingError extends Error {
  override readonly name = 'UserFacingError';
  /** What is wrong, without a full stop: "the file ends in the middle of the picture". */
  readonly problem: string;
  /** What to do about it, without a full stop: "copy it again from the camera". */
  readonly remedy: string;
  /** Where: a file name, a parameter, a folder. */
  readonly where: string | undefined;

  constructor(problem: string, remedy: string, where?: string) {
    super(`${where === undefined ? '' : `${where}: `}${problem}; ${remedy}`);
    this.problem = problem;
    this.remedy = remedy;
    this.where = where;
  }

  /** The same error, told of a place that the thrower could not know. */
  at(where: string): UserFacingError {
    return new UserFacingError(this.problem, this.remedy, where);
  }
}
