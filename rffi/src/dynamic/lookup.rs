//! From a name to an address.

use std::ffi::{CStr, CString};

use super::address::Address;
use super::handle::reason;
use super::library::Library;
use super::{Closed, LibraryError, NotFound, Wanted};

/// What a library has by a name.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) address: Address,
    /// Which of its handles has it.
    pub(super) handle: usize,
    pub(super) symbol: CString,
}

impl Library {
    /// An error about what is called so, if the library was closed.
    #[inline]
    pub(super) fn check_open<'n>(&self, name: impl FnOnce() -> &'n str) -> Result<(), Closed> {
        match self.is_closed() {
            true => Err(Closed::new(name(), self.name())),
            false => Ok(()),
        }
    }

    /// The first library that has a symbol.
    pub(super) fn find(&self, wanted: Wanted, name: &str) -> Result<Found, LibraryError> {
        self.check_open(|| name)?;
        let symbol = match CString::new(name) {
            Ok(symbol) if !name.is_empty() => symbol,
            _ => return Err(LibraryError::Name(name.to_owned())),
        };
        let mut said = None;
        for (index, handle) in self.opened().handles.iter().enumerate() {
            match handle.symbol(&symbol) {
                Ok(address) => {
                    let address = Address::new(address);
                    return Ok(Found {
                        address: address.ok_or_else(|| LibraryError::Null(name.to_owned()))?,
                        handle: index,
                        symbol,
                    });
                }
                Err(error) => {
                    said.get_or_insert_with(|| reason(&error));
                }
            }
        }
        Err(NotFound::new(wanted, name, self.opened(), said).into())
    }

    /// The symbol of the library with this number.
    pub(super) fn find_in(&self, handle: usize, symbol: &CStr) -> Result<Address, LibraryError> {
        let found = self
            .opened()
            .handles
            .get(handle)
            .map(|handle| handle.symbol(symbol));
        let name = || symbol.to_string_lossy().into_owned();
        match found {
            Some(Ok(address)) => Address::new(address).ok_or_else(|| LibraryError::Null(name())),
            Some(Err(error)) => {
                let said = Some(reason(&error));
                Err(NotFound::new(Wanted::Symbol, &name(), self.opened(), said).into())
            }
            None => Err(LibraryError::Null(name())),
        }
    }
}
