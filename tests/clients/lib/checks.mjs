// Runs checks one after the other and prints a line for each.
const patience = 30_000;

export class Checks {
  #passed = 0;
  #failed = 0;

  /** Whether `check` came to its end in time without throwing. */
  async run(where, what, check) {
    let timer;
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after ${patience / 1000} s`)), patience);
    });
    try {
      await Promise.race([check(), limit]);
      this.#passed += 1;
      console.log(`ok      ${where}: ${what}`);
      return true;
    } catch (error) {
      this.#failed += 1;
      console.log(`FAILED  ${where}: ${what}\n        ${String(error?.stack ?? error).replaceAll('\n', '\n        ')}`);
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Prints the sum; the exit status. */
  finish() {
    console.log(`${this.#passed} checks passed, ${this.#failed} failed`);
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }
}
