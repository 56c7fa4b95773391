// RUN: ag-opt %s --pass-pipeline='builtin.module(func.func(ag-update-in-blocks))' --split-input-file --verify-diagnostics

// Tiles of a loop that the program wrote may overlap.
func.func @blocks(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{a loop is not compiled for target=cuda yet: 'scf.forall'}}
  %0 = scf.forall (%i) in (4) shared_outs(%o = %x) -> tensor<4xf32> {
    %1 = tensor.extract_slice %x[%i] [1] [1] : tensor<4xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %1 into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    }
  }
  return %0 : tensor<4xf32>
}
