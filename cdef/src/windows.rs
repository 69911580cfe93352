//! The names that the headers of Windows have for types.

use lltype::Target;

/// How a name of Windows is defined in C; `None` if it is none, or not on this target.
pub(crate) fn definition(
    word: &str,
    target: &Target,
    unicode: Option<bool>,
) -> Option<&'static str> {
    if !target.is_windows() {
        return None;
    }
    if let Some((_, narrow, wide)) = BY_UNICODE.iter().find(|(name, ..)| *name == word) {
        return unicode.map(|is_wide| if is_wide { *wide } else { *narrow });
    }
    let is_wide = target.pointer == 8;
    let by_width = BY_WIDTH.iter().find(|(name, ..)| *name == word);
    if let Some((_, narrow, wide)) = by_width {
        return Some(if is_wide { *wide } else { *narrow });
    }
    let index = TYPES.binary_search_by(|(name, _)| (*name).cmp(word)).ok()?;
    Some(TYPES[index].1)
}

/// All the names.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let types = TYPES.iter().map(|(name, _)| *name);
    let by_width = BY_WIDTH.iter().map(|(name, ..)| *name);
    types
        .chain(by_width)
        .chain(BY_UNICODE.iter().map(|(name, ..)| *name))
}

/// Whether a name is one of those that `unicode` decides.
pub(crate) fn needs_unicode(word: &str) -> bool {
    BY_UNICODE.iter().any(|(name, ..)| *name == word)
}

/// Narrow, and wide.
const BY_UNICODE: &[(&str, &str, &str)] = &[
    ("LPCTSTR", "const char *", "const wchar_t *"),
    ("LPTSTR", "char *", "wchar_t *"),
    ("PCTSTR", "const char *", "const wchar_t *"),
    ("PTBYTE", "unsigned char *", "wchar_t *"),
    ("PTCHAR", "char *", "wchar_t *"),
    ("PTSTR", "char *", "wchar_t *"),
    ("TBYTE", "unsigned char", "wchar_t"),
    ("TCHAR", "char", "wchar_t"),
];

/// With pointers of 4 bytes, and of 8.
const BY_WIDTH: &[(&str, &str, &str)] = &[
    ("DWORD_PTR", "unsigned long", "unsigned long long"),
    ("HALF_PTR", "short", "int"),
    ("INT_PTR", "int", "long long"),
    ("LONG_PTR", "long", "long long"),
    ("LPARAM", "long", "long long"),
    ("LRESULT", "long", "long long"),
    ("PDWORD_PTR", "unsigned long *", "unsigned long long *"),
    ("PHALF_PTR", "short *", "int *"),
    ("PINT_PTR", "int *", "long long *"),
    ("PLONG_PTR", "long *", "long long *"),
    ("PSIZE_T", "unsigned long *", "unsigned long long *"),
    ("PSSIZE_T", "long *", "long long *"),
    ("PUHALF_PTR", "unsigned short *", "unsigned int *"),
    ("PUINT_PTR", "unsigned int *", "unsigned long long *"),
    ("PULONG_PTR", "unsigned long *", "unsigned long long *"),
    ("SIZE_T", "unsigned long", "unsigned long long"),
    ("SSIZE_T", "long", "long long"),
    ("UHALF_PTR", "unsigned short", "unsigned int"),
    ("UINT_PTR", "unsigned int", "unsigned long long"),
    ("ULONG_PTR", "unsigned long", "unsigned long long"),
    ("WPARAM", "unsigned int", "unsigned long long"),
];

/// In the order of names.
const TYPES: &[(&str, &str)] = &[
    ("ATOM", "unsigned short"),
    ("BOOL", "int"),
    ("BOOLEAN", "unsigned char"),
    ("BYTE", "unsigned char"),
    ("CCHAR", "char"),
    ("CHAR", "char"),
    ("COLORREF", "unsigned long"),
    ("DWORD", "unsigned long"),
    ("DWORD32", "unsigned int"),
    ("DWORD64", "unsigned long long"),
    ("DWORDLONG", "unsigned long long"),
    ("FLOAT", "float"),
    ("HACCEL", "void *"),
    ("HANDLE", "void *"),
    ("HBITMAP", "void *"),
    ("HBRUSH", "void *"),
    ("HCOLORSPACE", "void *"),
    ("HCONV", "void *"),
    ("HCONVLIST", "void *"),
    ("HCURSOR", "void *"),
    ("HDC", "void *"),
    ("HDDEDATA", "void *"),
    ("HDESK", "void *"),
    ("HDROP", "void *"),
    ("HDWP", "void *"),
    ("HENHMETAFILE", "void *"),
    ("HFILE", "int"),
    ("HFONT", "void *"),
    ("HGDIOBJ", "void *"),
    ("HGLOBAL", "void *"),
    ("HHOOK", "void *"),
    ("HICON", "void *"),
    ("HINSTANCE", "void *"),
    ("HKEY", "void *"),
    ("HKL", "void *"),
    ("HLOCAL", "void *"),
    ("HMENU", "void *"),
    ("HMETAFILE", "void *"),
    ("HMODULE", "void *"),
    ("HMONITOR", "void *"),
    ("HPALETTE", "void *"),
    ("HPEN", "void *"),
    ("HRESULT", "long"),
    ("HRGN", "void *"),
    ("HRSRC", "void *"),
    ("HSZ", "void *"),
    ("HWND", "void *"),
    ("INT", "int"),
    ("INT16", "short"),
    ("INT32", "int"),
    ("INT64", "long long"),
    ("INT8", "signed char"),
    ("LANGID", "unsigned short"),
    ("LCID", "unsigned long"),
    ("LCTYPE", "unsigned long"),
    ("LGRPID", "unsigned long"),
    ("LONG", "long"),
    ("LONG32", "int"),
    ("LONG64", "long long"),
    ("LONGLONG", "long long"),
    ("LPBOOL", "int *"),
    ("LPBYTE", "unsigned char *"),
    ("LPCOLORREF", "unsigned long *"),
    ("LPCSTR", "const char *"),
    ("LPCVOID", "const void *"),
    ("LPCWSTR", "const wchar_t *"),
    ("LPDWORD", "unsigned long *"),
    ("LPHANDLE", "void **"),
    ("LPINT", "int *"),
    ("LPLONG", "long *"),
    ("LPSTR", "char *"),
    ("LPVOID", "void *"),
    ("LPWORD", "unsigned short *"),
    ("LPWSTR", "wchar_t *"),
    (
        "LUID",
        "struct _LUID { unsigned long LowPart; long HighPart; }",
    ),
    ("PBOOL", "int *"),
    ("PBOOLEAN", "unsigned char *"),
    ("PBYTE", "unsigned char *"),
    ("PCHAR", "char *"),
    ("PCSTR", "const char *"),
    ("PCWSTR", "const wchar_t *"),
    ("PDWORD", "unsigned long *"),
    ("PDWORD32", "unsigned int *"),
    ("PDWORD64", "unsigned long long *"),
    ("PDWORDLONG", "unsigned long long *"),
    ("PFLOAT", "float *"),
    ("PHANDLE", "void **"),
    ("PHKEY", "void **"),
    ("PINT", "int *"),
    ("PINT16", "short *"),
    ("PINT32", "int *"),
    ("PINT64", "long long *"),
    ("PINT8", "signed char *"),
    ("PLCID", "unsigned long *"),
    ("PLONG", "long *"),
    ("PLONG32", "int *"),
    ("PLONG64", "long long *"),
    ("PLONGLONG", "long long *"),
    ("PSHORT", "short *"),
    ("PSTR", "char *"),
    ("PUCHAR", "unsigned char *"),
    ("PUINT", "unsigned int *"),
    ("PUINT16", "unsigned short *"),
    ("PUINT32", "unsigned int *"),
    ("PUINT64", "unsigned long long *"),
    ("PUINT8", "unsigned char *"),
    ("PULONG", "unsigned long *"),
    ("PULONG32", "unsigned int *"),
    ("PULONG64", "unsigned long long *"),
    ("PULONGLONG", "unsigned long long *"),
    ("PUNICODE_STRING", "struct _UNICODE_STRING *"),
    ("PUSHORT", "unsigned short *"),
    ("PVOID", "void *"),
    ("PWCHAR", "wchar_t *"),
    ("PWORD", "unsigned short *"),
    ("PWSTR", "wchar_t *"),
    ("QWORD", "unsigned long long"),
    ("SC_HANDLE", "void *"),
    ("SC_LOCK", "void *"),
    ("SERVICE_STATUS_HANDLE", "void *"),
    ("SHORT", "short"),
    ("UCHAR", "unsigned char"),
    ("UINT", "unsigned int"),
    ("UINT16", "unsigned short"),
    ("UINT32", "unsigned int"),
    ("UINT64", "unsigned long long"),
    ("UINT8", "unsigned char"),
    ("ULONG", "unsigned long"),
    ("ULONG32", "unsigned int"),
    ("ULONG64", "unsigned long long"),
    ("ULONGLONG", "unsigned long long"),
    (
        "UNICODE_STRING",
        "struct _UNICODE_STRING { unsigned short Length; unsigned short MaximumLength; wchar_t *Buffer; }",
    ),
    ("USHORT", "unsigned short"),
    ("USN", "long long"),
    ("VOID", "void"),
    ("WCHAR", "wchar_t"),
    ("WINSTA", "void *"),
    ("WORD", "unsigned short"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order() {
        assert!(TYPES.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
