pub struct Operation;
pub struct OperationResult;
pub struct Operations;
pub struct Param;
pub struct ParamKind;
