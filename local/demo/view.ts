import type { Happening, PhasePicture, Picture } from './picture';

/** Shows a demo to whoever runs it. */
export interface View {
  /** A phase began, ended or got further. */
  phase(phase: PhasePicture): void;
  happening(happening: Happening): void;
  /** Shows lines that stay as they are. */
  print(lines: readonly string[]): void;
  stop(): void;
}

/** Where views write to. */
export interface Screen {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

export type PictureSource = () => Picture;
