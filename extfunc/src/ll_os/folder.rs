//! [`Tree`]: the files and folders of a file system in memory, by path.

use std::collections::BTreeMap;
use std::io;

/// Files and folders. A number names a node for good, also when no path leads there any more.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    /// The first is the root.
    nodes: Vec<Node>,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Its type, an `S_IF` number, and its permissions.
    pub(super) mode: u32,
    pub(super) body: Body,
    /// Whether a path leads to it.
    pub(super) named: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Body {
    File(Vec<u8>),
    /// The nodes in it by name.
    Folder(BTreeMap<String, usize>),
}

impl Node {
    /// Whether bytes go through it, in order: it has no places and no size.
    pub(super) fn is_stream(&self) -> bool {
        self.mode & kind(libc::S_IFMT) == kind(libc::S_IFIFO)
    }

    /// What `stat` gives.
    pub(super) fn size(&self) -> usize {
        match &self.body {
            Body::File(bytes) if !self.is_stream() => bytes.len(),
            _ => 0,
        }
    }
}

/// Where a path leads, as far as it goes.
pub(super) struct Place<'a> {
    folder: usize,
    /// Empty for the folder itself.
    name: &'a str,
    pub(super) node: Option<usize>,
    /// The path ends in a slash: it means a folder.
    pub(super) slash: bool,
}

impl Tree {
    pub(super) fn new() -> Self {
        let root = Node {
            mode: kind(libc::S_IFDIR) | 0o755,
            body: Body::Folder(BTreeMap::new()),
            named: true,
        };
        Tree { nodes: vec![root] }
    }

    pub(super) fn node(&self, number: usize) -> &Node {
        &self.nodes[number]
    }

    pub(super) fn node_mut(&mut self, number: usize) -> &mut Node {
        &mut self.nodes[number]
    }

    /// Where `path` leads. All but its last name must be folders that are there.
    pub(super) fn place<'a>(&self, path: &'a str) -> io::Result<Place<'a>> {
        if path.is_empty() {
            return Err(error(libc::ENOENT));
        }
        let trimmed = path.trim_end_matches('/');
        let (folder, name) = trimmed.rsplit_once('/').unwrap_or(("", trimmed));
        if matches!(name, "" | "." | "..") {
            let folder = self.walk(trimmed)?;
            return Ok(Place {
                folder,
                name: "",
                node: Some(folder),
                slash: true,
            });
        }
        let folder = self.walk(folder)?;
        Ok(Place {
            folder,
            name,
            node: self.entries(folder)?.get(name).copied(),
            slash: trimmed.len() < path.len(),
        })
    }

    /// The node that `path` leads to.
    pub(super) fn find(&self, path: &str) -> io::Result<usize> {
        let place = self.place(path)?;
        let node = place.node.ok_or_else(|| error(libc::ENOENT))?;
        match self.nodes[node].body {
            Body::File(_) if place.slash => Err(error(libc::ENOTDIR)),
            _ => Ok(node),
        }
    }

    /// Follows a path of folders.
    fn walk(&self, path: &str) -> io::Result<usize> {
        let mut way = vec![0];
        for name in path.split('/') {
            let at = way[way.len() - 1];
            let entries = self.entries(at)?;
            match name {
                "" | "." => {}
                ".." if way.len() > 1 => drop(way.pop()),
                ".." => {}
                name => way.push(*entries.get(name).ok_or_else(|| error(libc::ENOENT))?),
            }
        }
        let end = way[way.len() - 1];
        self.entries(end).map(|_| end)
    }

    fn entries(&self, folder: usize) -> io::Result<&BTreeMap<String, usize>> {
        match &self.nodes[folder].body {
            Body::Folder(entries) => Ok(entries),
            Body::File(_) => Err(error(libc::ENOTDIR)),
        }
    }

    /// Makes a file where there is nothing.
    pub(super) fn create_file(&mut self, place: &Place<'_>, mode: u32) -> usize {
        self.insert(place.folder, place.name, node(mode, Body::File(Vec::new())))
    }

    /// Makes a folder.
    pub(super) fn create_folder(&mut self, path: &str, mode: u32) -> io::Result<()> {
        let place = self.place(path)?;
        if place.node.is_some() {
            return Err(error(libc::EEXIST));
        }
        self.insert(
            place.folder,
            place.name,
            node(mode, Body::Folder(BTreeMap::new())),
        );
        Ok(())
    }

    /// Takes the name of a file away; gives the file.
    pub(super) fn remove_file(&mut self, path: &str) -> io::Result<usize> {
        let place = self.place(path)?;
        let node = place.node.ok_or_else(|| error(libc::ENOENT))?;
        match self.nodes[node].body {
            Body::Folder(_) => return Err(error(UNLINK_OF_FOLDER)),
            Body::File(_) if place.slash => return Err(error(libc::ENOTDIR)),
            Body::File(_) => {}
        }
        if let Body::Folder(entries) = &mut self.nodes[place.folder].body {
            entries.remove(place.name);
        }
        self.nodes[node].named = false;
        Ok(node)
    }

    /// The file or folder of a path, made with all folders on the way; what stands in the way makes
    /// room. `None` for a path that names nothing.
    pub(super) fn put(&mut self, path: &str, body: Body) -> Option<usize> {
        let mut names = path
            .split('/')
            .filter(|name| !matches!(*name, "" | "." | ".."));
        let last = names.next_back()?;
        let folder = names.fold(0, |folder, name| {
            let found = self
                .entries(folder)
                .ok()
                .and_then(|entries| entries.get(name));
            match found {
                Some(found) if self.entries(*found).is_ok() => *found,
                _ => self.insert(folder, name, node(0o755, Body::Folder(BTreeMap::new()))),
            }
        });
        let found = self.entries(folder).ok()?.get(last).copied();
        let same_kind = |found: &usize| {
            core::mem::discriminant(&self.nodes[*found].body) == core::mem::discriminant(&body)
        };
        match found.filter(same_kind) {
            Some(found) => {
                if matches!(body, Body::File(_)) {
                    self.nodes[found].body = body;
                }
                Some(found)
            }
            None => Some(self.insert(folder, last, node(0o644, body))),
        }
    }

    fn insert(&mut self, folder: usize, name: &str, node: Node) -> usize {
        let number = self.nodes.len();
        self.nodes.push(node);
        if let Body::Folder(entries) = &mut self.nodes[folder].body {
            entries.insert(name.to_owned(), number);
        }
        number
    }

    /// How many names a node has: of a folder, also its own `.` and the `..` of those in it.
    pub(super) fn links(&self, number: usize) -> usize {
        match &self.nodes[number].body {
            Body::File(_) => usize::from(self.nodes[number].named),
            Body::Folder(entries) => {
                let folders = entries.values().filter(|node| self.entries(**node).is_ok());
                2 + folders.count()
            }
        }
    }
}

/// POSIX says `EPERM`, Linux says more.
const UNLINK_OF_FOLDER: i32 = if cfg!(target_os = "linux") {
    libc::EISDIR
} else {
    libc::EPERM
};

fn node(permissions: u32, body: Body) -> Node {
    let ty = match body {
        Body::File(_) => libc::S_IFREG,
        Body::Folder(_) => libc::S_IFDIR,
    };
    Node {
        mode: kind(ty) | permissions & 0o7777,
        body,
        named: true,
    }
}

/// A number of a node's type.
#[allow(
    clippy::useless_conversion,
    reason = "`mode_t` has 16 bits on some targets"
)]
pub(super) fn kind(number: libc::mode_t) -> u32 {
    number.into()
}

pub(super) fn error(errno: i32) -> io::Error {
    io::Error::from_raw_os_error(errno)
}
