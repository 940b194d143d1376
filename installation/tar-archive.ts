/** Length of a block, and of a header: https://www.gnu.org/software/tar/manual/html_node/Standard.html */
const blockBytes = 512;

/** A tar archive of files of at most 100 characters of name; the same files make the same bytes on every machine. */
export function tarArchive(files: ReadonlyMap<string, string | Buffer>): Buffer {
  const parts = [...files].flatMap(([name, content]) => {
    const bytes = Buffer.from(content);
    return [header(name, bytes.length), bytes, Buffer.alloc(-bytes.length & (blockBytes - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]);
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  const octal = (value: number, at: number, digits: number) => block.write(value.toString(8).padStart(digits, '0'), at);
  block.write(name, 0);
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(0, 136, 11);
  block.write('        0', 148);
  block.write('ustar\0' + '00', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  octal(sum, 148, 6);
  block.write('\0 ', 154);
  return block;
}
