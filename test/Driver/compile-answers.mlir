// For each pipeline option of ag-opt, ag-compile reports its own option.
// RUN: not ag-compile %s --fuse -o %t.o 2>&1 | FileCheck %s --check-prefix=FUSE
// RUN: not ag-compile %s --fuse=x -o %t.o 2>&1 | FileCheck %s --check-prefix=FUSE
// RUN: not ag-compile --plan-memory %s -o %t.o 2>&1 | FileCheck %s --check-prefix=PLAN
// RUN: not ag-compile %s --lower=cpu -o %t.o 2>&1 | FileCheck %s --check-prefix=LOWER
// RUN: not ag-compile %s --ag-schedule-cpu -o %t.o 2>&1 | FileCheck %s --check-prefix=LOOPS
// FUSE: error: ag-compile always fuses; --remarks=fusion says what, ag-opt --fuse runs the pass alone
// PLAN: error: ag-compile always plans memory; -v prints what each workspace holds
// LOWER: error: ag-compile always lowers; --target says for what
// LOOPS: error: ag-compile always makes these loops for a CPU

// RUN: sh -c "ag-compile %s --fuse -o %t.o; test $? = 2"
// RUN: ag-compile --help | FileCheck %s --check-prefix=HELP
// HELP: OVERVIEW: Compiles an MLIR program
// HELP-NOT: --fuse
// HELP: --remarks
// HELP-NOT: --fuse
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
