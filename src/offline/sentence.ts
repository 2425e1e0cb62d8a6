// What a person at the command line did wrong or has to know, in words for them; the command ends with failure.
export class Sentence extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Sentence';
  }
}
