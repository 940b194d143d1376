import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { type App, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';

/** Properties of a `FileAsset`. */
export interface FileAssetProps {
  /** Name of the file. */
  readonly name: string;
  readonly content: Buffer;
  /** Hash of the content: another content has another path. */
  readonly hash: string;
}

/**
 * A file that Terraform reads from the folder of its stack. CDKTF's own assets are removed and copied anew by every
 * synthesis, which took a third of the time of one with 100 agent types; this one leaves alone what is there.
 */
export class FileAsset extends Construct {
  /** Path in the folder of the stack, with forward slashes. */
  readonly path: string;
  private readonly folder: string;
  private readonly stack: TerraformStack;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FileAssetProps,
  ) {
    super(scope, id);
    this.stack = TerraformStack.of(this);
    this.folder = posix.join('assets', this.stack.getLogicalId(this.node));
    this.path = posix.join(this.folder, props.hash, props.name);
  }

  /** Writes the files of all stacks of `app`, which has been synthesized. */
  static writeAll(app: App): void {
    for (const construct of app.node.findAll()) if (construct instanceof FileAsset) construct.write(app);
  }

  private write({ outdir, manifest }: App): void {
    const { workingDirectory } = manifest.forStack(this.stack);
    const folder = join(outdir, workingDirectory, this.folder);
    const path = join(outdir, workingDirectory, this.path);
    const { hash, content } = this.props;
    const others = existsSync(folder) ? readdirSync(folder).filter((name) => name !== hash) : [];
    for (const name of others) rmSync(join(folder, name), { recursive: true });
    if (existsSync(path) && readFileSync(path).equals(content)) return;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}
