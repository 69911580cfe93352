//! [`FakeFiles`]: a file system in memory, and the operations on it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;

thread_local!(static FILES: RefCell<FakeFiles> = RefCell::default());

/// A file system in memory: what the fakes of [`ll_os`](crate::ll_os) see. Each thread has one,
/// which is empty at first.
///
/// Paths are names without meaning: there are no folders and no permissions. What is written to the
/// descriptors 1 and 2 is in `/dev/stdout` and `/dev/stderr`; 0 reads `/dev/stdin`.
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
    /// For each path, the place of its contents.
    names: BTreeMap<String, usize>,
    contents: Vec<Vec<u8>>,
    open: BTreeMap<i32, OpenFile>,
}

#[derive(Debug, Clone)]
struct OpenFile {
    /// The place of the contents.
    contents: usize,
    position: usize,
    access: i32,
    append: bool,
}

impl FakeFiles {
    /// No files but the three streams.
    #[must_use]
    pub fn new() -> Self {
        let mut files = FakeFiles {
            names: BTreeMap::new(),
            contents: Vec::new(),
            open: BTreeMap::new(),
        };
        let streams = [
            ("/dev/stdin", libc::O_RDONLY),
            ("/dev/stdout", libc::O_WRONLY),
            ("/dev/stderr", libc::O_WRONLY),
        ];
        for (path, flags) in streams {
            let contents = files.create(path);
            files.open_contents(contents, flags);
        }
        files
    }

    /// With a file.
    #[must_use]
    pub fn with_file(mut self, path: impl AsRef<str>, contents: impl Into<Vec<u8>>) -> Self {
        let place = match self.names.get(path.as_ref()) {
            Some(place) => *place,
            None => self.create(path.as_ref()),
        };
        self.contents[place] = contents.into();
        self
    }

    /// What a file holds.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        let place = self.names.get(path)?;
        Some(&self.contents[*place])
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

    fn create(&mut self, path: &str) -> usize {
        let place = self.contents.len();
        self.contents.push(Vec::new());
        self.names.insert(path.to_owned(), place);
        place
    }

    /// Gives the lowest free descriptor.
    fn open_contents(&mut self, contents: usize, flags: i32) -> i32 {
        let mut fd = 0;
        while self.open.contains_key(&fd) {
            fd += 1;
        }
        let file = OpenFile {
            contents,
            position: 0,
            access: flags & libc::O_ACCMODE,
            append: flags & libc::O_APPEND != 0,
        };
        self.open.insert(fd, file);
        fd
    }

    fn open(&mut self, path: &str, flags: i32) -> io::Result<i32> {
        let place = match self.names.get(path) {
            None if flags & libc::O_CREAT == 0 => return Err(error(libc::ENOENT)),
            None => self.create(path),
            Some(_) if flags & libc::O_CREAT != 0 && flags & libc::O_EXCL != 0 => {
                return Err(error(libc::EEXIST));
            }
            Some(place) => *place,
        };
        if flags & libc::O_TRUNC != 0 && flags & libc::O_ACCMODE != libc::O_RDONLY {
            self.contents[place].clear();
        }
        Ok(self.open_contents(place, flags))
    }

    fn read(&mut self, fd: i32, count: usize) -> io::Result<Vec<u8>> {
        let file = opened(&mut self.open, fd, libc::O_WRONLY)?;
        let rest = self.contents[file.contents].get(file.position..);
        let rest = rest.unwrap_or_default();
        let bytes = rest[..count.min(rest.len())].to_vec();
        file.position += bytes.len();
        Ok(bytes)
    }

    fn write(&mut self, fd: i32, data: &[u8]) -> io::Result<usize> {
        let file = opened(&mut self.open, fd, libc::O_RDONLY)?;
        let contents = &mut self.contents[file.contents];
        if file.append {
            file.position = contents.len();
        }
        let end = file.position + data.len();
        // Behind a file that was cut meanwhile, zeros fill the gap.
        contents.resize(contents.len().max(end), 0);
        contents[file.position..end].copy_from_slice(data);
        file.position = end;
        Ok(data.len())
    }

    fn close(&mut self, fd: i32) -> io::Result<()> {
        let closed = self.open.remove(&fd);
        closed.map(|_| ()).ok_or_else(|| error(libc::EBADF))
    }
}

/// The open file of a descriptor, unless it was opened for `refused` alone.
fn opened(open: &mut BTreeMap<i32, OpenFile>, fd: i32, refused: i32) -> io::Result<&mut OpenFile> {
    let file = open.get_mut(&fd).filter(|file| file.access != refused);
    file.ok_or_else(|| error(libc::EBADF))
}

fn error(errno: i32) -> io::Error {
    io::Error::from_raw_os_error(errno)
}

impl Default for FakeFiles {
    fn default() -> Self {
        Self::new()
    }
}

pub(super) fn open(path: &str, flags: i32, _mode: u32) -> io::Result<i32> {
    FILES.with_borrow_mut(|files| files.open(path, flags))
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
