// A host that reads elements ends with a status if it cannot, and so needs one, and no loops around it.
// RUN: ag-opt --ag-launch-kernels --split-input-file --verify-diagnostics %s

// expected-error@+1 {{'func.func' op is not in the form that ag-launch-kernels expects, as it returns no status: run ag-require-to-llvm before ag-launch-kernels}}
func.func @reads(%x: memref<4xf32>, %i: index) -> f32 {
  %0 = memref.load %x[%i] : memref<4xf32>
  return %0 : f32
}

// -----

// expected-error@+1 {{as it has loops: run convert-scf-to-cf before ag-launch-kernels}}
func.func @loops(%x: memref<4xf32>, %n: index) -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = memref.load %x[%i] : memref<4xf32>
  }
  %status = arith.constant 0 : i32
  return %status : i32
}
