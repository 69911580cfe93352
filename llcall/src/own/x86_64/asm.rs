//! What functions with a frame begin and end with, in assembly.

/// Keeps the caller's `rbp`, which then marks the frame; says to unwinders how.
macro_rules! begin_frame {
    () => {
        ".cfi_startproc\n\
         endbr64\n\
         push rbp\n\
         .cfi_def_cfa_offset 16\n\
         .cfi_offset rbp, -16\n\
         mov rbp, rsp\n\
         .cfi_def_cfa_register rbp\n"
    };
}

/// Returns out of the frame.
macro_rules! end_frame {
    () => {
        "leave\n\
         .cfi_def_cfa rsp, 8\n\
         ret\n\
         .cfi_endproc"
    };
}

pub(super) use {begin_frame, end_frame};
