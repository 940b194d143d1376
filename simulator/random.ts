/** Random numbers that depend on nothing but `seed` and `purpose`, so that a run can be repeated. */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;
  private spareNormal: number | undefined;

  /** @param purpose keeps streams apart: drawing more boot times must not change anybody's arrivals */
  constructor(seed: number, purpose: string) {
    this.a = seed | 0;
    this.b = (seed / 4294967296) | 0;
    this.c = 0;
    for (const character of purpose) this.c = (Math.imul(this.c, 31) + character.charCodeAt(0)) | 0;
    for (let round = 0; round < 12; round += 1) this.uniform();
  }

  /** Between 0 (included) and 1 (excluded): Chris Doty-Humphrey's sfc32, https://pracrand.sourceforge.net/ */
  uniform(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.uniform();
  }

  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.uniform() * (most - least + 1));
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** Normal by Box and Muller's transform, which makes them in pairs. */
  normal(mean: number, deviation: number): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return mean + deviation * spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spareNormal = radius * Math.sin(angle);
    return mean + deviation * radius * Math.cos(angle);
  }

  /** Log-normal with the given median; `spread` is the deviation of its logarithm. */
  logNormal(median: number, spread: number): number {
    return median * Math.exp(this.normal(0, spread));
  }
}
