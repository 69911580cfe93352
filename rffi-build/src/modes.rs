//! CFFI's four modes.
pub mod api {
    //! API mode.
}
