//! [`FakeFiles`]: a file system in memory, and the operations on it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;

use super::folder::{Body, Tree, error, kind};

thread_local!(static FILES: RefCell<FakeFiles> = RefCell::default());

/// How long a file can be.
const MAX_LENGTH: usize = 1 << 30;

/// A file system in memory: what the fakes of [`ll_os`](crate::ll_os) see. Each thread has one, with
/// the folders `/dev` and `/tmp` at first.
///
/// Its errors are those of POSIX, but it knows no permissions, and no time: all stays at 0. A path that
/// does not start with a slash starts at the root. What is written to the descriptors 1 and 2 is in
/// `/dev/stdout` and `/dev/stderr`; 0 reads `/dev/stdin`. A file has at most 1 GiB.
///
/// ```
/// use extfunc::ll_os::{self, FakeFiles};
/// use extfunc::Executor;
///
/// FakeFiles::new().install();
/// let write = ll_os::write::EXTFUNC;
/// write.call(Executor::Interpreter, &[1.into(), b"out".as_slice().into()])?;
/// assert_eq!(FakeFiles::take().file("/dev/stdout"), Some(b"out".as_slice()));
/// # Ok::<(), extfunc::CallError>(())
/// ```
#[derive(Debug, Clone)]
pub struct FakeFiles {
    tree: Tree,
    open: BTreeMap<i32, OpenFile>,
}

#[derive(Debug, Clone)]
struct OpenFile {
    node: usize,
    position: usize,
    access: i32,
    append: bool,
}

impl FakeFiles {
    /// No files but the three streams.
    #[must_use]
    pub fn new() -> Self {
        let mut files = FakeFiles {
            tree: Tree::new(),
            open: BTreeMap::new(),
        };
        files.tree.put("/tmp", Body::Folder(BTreeMap::new()));
        let streams = [
            ("/dev/stdin", libc::O_RDONLY),
            ("/dev/stdout", libc::O_WRONLY),
            ("/dev/stderr", libc::O_WRONLY),
        ];
        for (path, flags) in streams {
            if let Some(node) = files.tree.put(path, Body::File(Vec::new())) {
                // A pipe: writers take turns, and nobody empties it.
                files.tree.node_mut(node).mode = kind(libc::S_IFIFO) | 0o600;
                files.open_node(node, flags);
            }
        }
        files
    }

    /// With a file, and the folders that lead to it. What stands in its way makes room; a path that
    /// names nothing, such as `/`, is no file.
    #[must_use]
    pub fn with_file(mut self, path: impl AsRef<str>, contents: impl Into<Vec<u8>>) -> Self {
        self.tree.put(path.as_ref(), Body::File(contents.into()));
        self
    }

    /// With a folder, and those that lead to it.
    #[must_use]
    pub fn with_folder(mut self, path: impl AsRef<str>) -> Self {
        self.tree.put(path.as_ref(), Body::Folder(BTreeMap::new()));
        self
    }

    /// What a file holds.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        match &self.tree.node(self.tree.find(path).ok()?).body {
            Body::File(bytes) => Some(bytes),
            Body::Folder(_) => None,
        }
    }

    /// Makes it this thread's.
    pub fn install(self) {
        FILES.replace(self);
    }

    /// This thread's; a new one takes its place.
    #[must_use]
    pub fn take() -> Self {
        FILES.take()
    }

    /// Gives the lowest free descriptor.
    fn open_node(&mut self, node: usize, flags: i32) -> i32 {
        let mut fd = 0;
        while self.open.contains_key(&fd) {
            fd += 1;
        }
        let file = OpenFile {
            node,
            position: 0,
            access: flags & libc::O_ACCMODE,
            append: flags & libc::O_APPEND != 0 || self.tree.node(node).is_stream(),
        };
        self.open.insert(fd, file);
        fd
    }

    fn open(&mut self, path: &str, flags: i32, mode: u32) -> io::Result<i32> {
        let place = self.tree.place(path)?;
        let has = |flag| flags & flag != 0;
        let writes = flags & libc::O_ACCMODE != libc::O_RDONLY;
        if has(libc::O_CREAT) && place.slash {
            return Err(error(libc::EISDIR));
        }
        let node = match place.node {
            None if !has(libc::O_CREAT) => return Err(error(libc::ENOENT)),
            None => self.tree.create_file(&place, mode),
            Some(_) if has(libc::O_CREAT) && has(libc::O_EXCL) => return Err(error(libc::EEXIST)),
            Some(_) => self.tree.find(path)?,
        };
        let changes = writes || has(libc::O_CREAT) || has(libc::O_TRUNC);
        let is_stream = self.tree.node(node).is_stream();
        match &mut self.tree.node_mut(node).body {
            Body::Folder(_) if changes => return Err(error(libc::EISDIR)),
            Body::Folder(_) => {}
            Body::File(_) if has(libc::O_DIRECTORY) => return Err(error(libc::ENOTDIR)),
            // As Linux does it, also where it is opened for reading.
            Body::File(bytes) if has(libc::O_TRUNC) && !is_stream => bytes.clear(),
            Body::File(_) => {}
        }
        Ok(self.open_node(node, flags))
    }

    fn read(&mut self, fd: i32, count: usize) -> io::Result<Vec<u8>> {
        if count > usize::MAX / 2 {
            return Err(error(libc::EINVAL));
        }
        let file = opened(&mut self.open, fd, Some(libc::O_WRONLY))?;
        let Body::File(bytes) = &self.tree.node(file.node).body else {
            return Err(error(libc::EISDIR));
        };
        let rest = bytes.get(file.position..).unwrap_or_default();
        let read = rest[..count.min(rest.len())].to_vec();
        file.position += read.len();
        Ok(read)
    }

    fn write(&mut self, fd: i32, data: &[u8]) -> io::Result<usize> {
        let file = opened(&mut self.open, fd, Some(libc::O_RDONLY))?;
        let Body::File(bytes) = &mut self.tree.node_mut(file.node).body else {
            return Err(error(libc::EISDIR));
        };
        if data.is_empty() {
            return Ok(0);
        }
        if file.append {
            file.position = bytes.len();
        }
        let end = file.position.saturating_add(data.len());
        if end > MAX_LENGTH {
            return Err(error(libc::EFBIG));
        }
        // Behind the end, zeros fill the gap.
        bytes.resize(bytes.len().max(end), 0);
        bytes[file.position..end].copy_from_slice(data);
        file.position = end;
        Ok(data.len())
    }

    fn close(&mut self, fd: i32) -> io::Result<()> {
        let closed = self.open.remove(&fd).ok_or_else(|| error(libc::EBADF))?;
        self.forget(closed.node);
        Ok(())
    }

    fn lseek(&mut self, fd: i32, offset: i64, how: i32) -> io::Result<i64> {
        let file = opened(&mut self.open, fd, None)?;
        let node = self.tree.node(file.node);
        if node.is_stream() {
            return Err(error(libc::ESPIPE));
        }
        let from = match how {
            libc::SEEK_SET => 0,
            libc::SEEK_CUR => file.position,
            libc::SEEK_END => node.size(),
            _ => return Err(error(libc::EINVAL)),
        };
        let from = i64::try_from(from).map_err(|_| error(libc::EOVERFLOW))?;
        let place = from
            .checked_add(offset)
            .ok_or_else(|| error(libc::EOVERFLOW))?;
        file.position = usize::try_from(place).map_err(|_| error(libc::EINVAL))?;
        Ok(place)
    }

    fn stat(&self, path: &str) -> io::Result<Stat> {
        let number = self.tree.find(path)?;
        let node = self.tree.node(number);
        let int = |size: usize| i64::try_from(size).map_err(|_| error(libc::EOVERFLOW));
        let (mode, ino) = (node.mode.into(), int(number + 1)?);
        let (links, size) = (int(self.tree.links(number))?, int(node.size())?);
        Ok((mode, ino, 1, links, 0, 0, size, 0, 0, 0))
    }

    fn unlink(&mut self, path: &str) -> io::Result<()> {
        let node = self.tree.remove_file(path)?;
        self.forget(node);
        Ok(())
    }

    /// Frees what a file holds that neither a name nor a descriptor leads to.
    fn forget(&mut self, node: usize) {
        let open = self.open.values().any(|file| file.node == node);
        let node = self.tree.node_mut(node);
        if !open && !node.named {
            node.body = Body::File(Vec::new());
        }
    }
}

/// The open file of a descriptor, unless it was opened for `refused` alone.
fn opened(
    open: &mut BTreeMap<i32, OpenFile>,
    fd: i32,
    refused: Option<i32>,
) -> io::Result<&mut OpenFile> {
    let file = open.get_mut(&fd);
    let file = file.filter(|file| Some(file.access) != refused);
    file.ok_or_else(|| error(libc::EBADF))
}

impl Default for FakeFiles {
    fn default() -> Self {
        Self::new()
    }
}

pub(super) fn open(path: &str, flags: i32, mode: u32) -> io::Result<i32> {
    FILES.with_borrow_mut(|files| files.open(path, flags, mode))
}

pub(super) fn read(fd: i32, count: usize) -> io::Result<Vec<u8>> {
    FILES.with_borrow_mut(|files| files.read(fd, count))
}

pub(super) fn write(fd: i32, data: &[u8]) -> io::Result<usize> {
    FILES.with_borrow_mut(|files| files.write(fd, data))
}

pub(super) fn close(fd: i32) -> io::Result<()> {
    FILES.with_borrow_mut(|files| files.close(fd))
}

pub(super) fn lseek(fd: i32, offset: i64, how: i32) -> io::Result<i64> {
    FILES.with_borrow_mut(|files| files.lseek(fd, offset, how))
}

pub(super) fn stat(path: &str) -> io::Result<Stat> {
    FILES.with_borrow(|files| files.stat(path))
}

pub(super) fn unlink(path: &str) -> io::Result<()> {
    FILES.with_borrow_mut(|files| files.unlink(path))
}

pub(super) fn mkdir(path: &str, mode: u32) -> io::Result<()> {
    FILES.with_borrow_mut(|files| files.tree.create_folder(path, mode))
}

/// What `stat` of [`ll_os`](crate::ll_os) gives.
type Stat = (i64, i64, i64, i64, i64, i64, i64, i64, i64, i64);
