/** A cpio archive in the "newc" form that the kernel unpacks as its initial file system. */

const TYPES = { directory: 0o040000, file: 0o100000, link: 0o120000 };

function pad4(length) {
  return Buffer.alloc((4 - (length % 4)) % 4);
}

function entry(inode, { path, type, mode, content }) {
  const name = Buffer.from(`${path}\0`);
  const data = Buffer.isBuffer(content) ? content : Buffer.from(content ?? '');
  const fields = [
    inode,
    TYPES[type] | mode,
    0, // owner
    0, // group
    1, // links
    0, // time: the same input gives the same archive
    data.length,
    0,
    0,
    0,
    0,
    name.length,
    0,
  ];
  const header = Buffer.from(`070701${fields.map((f) => f.toString(16).padStart(8, '0')).join('')}`);
  return [header, name, pad4(header.length + name.length), data, pad4(data.length)];
}

/**
 * The archive of the given entries, each `{ path, type: 'directory' | 'file' | 'link', mode, content }`, as one buffer.
 * Directories must stand before what is in them.
 */
export function cpioArchive(entries) {
  const parts = entries.flatMap((e, index) => entry(index + 1, e));
  parts.push(...entry(0, { path: 'TRAILER!!!', type: 'file', mode: 0, content: '' }));
  return Buffer.concat(parts);
}
