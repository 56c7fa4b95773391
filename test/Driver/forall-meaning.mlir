// An scf.forall that can fail, and one that reads the slice that it writes.
// RUN: ag-run %s --entry=picked --on=cpu --input=iota --same-as=%s
// RUN: ag-run %s --entry=own --on=cpu --threads=2 --input=iota --same-as=%s
func.func @picked(%x: tensor<4xf32>, %k: tensor<4xi32>) -> tensor<4xf32> {
  %t = tensor.empty() : tensor<4xf32>
  %r = scf.forall (%i) in (4) shared_outs(%o = %t) -> (tensor<4xf32>) {
    %v = tensor.extract %k[%i] : tensor<4xi32>
    %j = arith.index_cast %v : i32 to index
    %a = tensor.extract %x[%j] : tensor<4xf32>
    %e = tensor.from_elements %a : tensor<1xf32>
    scf.forall.in_parallel { tensor.parallel_insert_slice %e into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32> }
  }
  return %r : tensor<4xf32>
}

func.func @own(%x: tensor<4xf32>) -> tensor<4xf32> {
  %n = ag.neg %x : tensor<4xf32>
  %r = scf.forall (%i) in (4) shared_outs(%o = %n) -> (tensor<4xf32>) {
    %u = tensor.extract_slice %o[%i] [1] [1] : tensor<4xf32> to tensor<1xf32>
    %e = ag.exp %u : tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    }
  }
  return %r : tensor<4xf32>
}

// The slice is computed in a group.
// RUN: ag-run %s --entry=grouped --on=cpu --threads=2 --input=iota --same-as=%s
func.func @grouped(%x: tensor<8xf32>) -> tensor<8xf32> {
  %r = scf.forall (%i) = (0) to (8) step (2) shared_outs(%o = %x) -> (tensor<8xf32>) {
    %p = tensor.extract_slice %o[%i] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %t = ag.tanh %p : tensor<2xf32>
    %e = ag.exp %t : tensor<2xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %e into %o[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
    }
  }
  return %r : tensor<8xf32>
}

// Each of two slices is read for both outputs.
// RUN: ag-run %s --entry=both --on=cpu --threads=2 --input=randn:1 --same-as=%s
func.func @both(%x: tensor<8xf32>, %y: tensor<8xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %r:2 = scf.forall (%i) = (0) to (8) step (2) shared_outs(%o = %x, %q = %y) -> (tensor<8xf32>, tensor<8xf32>) {
    %p = tensor.extract_slice %o[%i] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %s = tensor.extract_slice %q[%i] [2] [1] : tensor<8xf32> to tensor<2xf32>
    %t = ag.add %p, %s : tensor<2xf32>
    %u = ag.mul %p, %s : tensor<2xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %t into %o[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
      tensor.parallel_insert_slice %u into %q[%i] [2] [1] : tensor<2xf32> into tensor<8xf32>
    }
  }
  return %r#0, %r#1 : tensor<8xf32>, tensor<8xf32>
}

// The IR of tiled linalg: an iteration adds to its slice of each output.
// RUN: ag-run %s --entry=tiled --on=cpu --threads=2 --input=randn:2 --same-as=%s
func.func @tiled(%x: tensor<8x4xf32>, %w: tensor<4x6xf32>, %a: tensor<8x6xf32>, %b: tensor<8x6xf32>)
    -> (tensor<8x6xf32>, tensor<8x6xf32>) {
  %r:2 = scf.forall (%i) = (0) to (8) step (2) shared_outs(%o = %a, %q = %b) -> (tensor<8x6xf32>, tensor<8x6xf32>) {
    %p = tensor.extract_slice %x[%i, 0] [2, 4] [1, 1] : tensor<8x4xf32> to tensor<2x4xf32>
    %s = tensor.extract_slice %o[%i, 0] [2, 6] [1, 1] : tensor<8x6xf32> to tensor<2x6xf32>
    %t = tensor.extract_slice %q[%i, 0] [2, 6] [1, 1] : tensor<8x6xf32> to tensor<2x6xf32>
    %u = linalg.matmul ins(%p, %w : tensor<2x4xf32>, tensor<4x6xf32>) outs(%s : tensor<2x6xf32>) -> tensor<2x6xf32>
    %v = linalg.add ins(%t, %s : tensor<2x6xf32>, tensor<2x6xf32>) outs(%t : tensor<2x6xf32>) -> tensor<2x6xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %u into %o[%i, 0] [2, 6] [1, 1] : tensor<2x6xf32> into tensor<8x6xf32>
      tensor.parallel_insert_slice %v into %q[%i, 0] [2, 6] [1, 1] : tensor<2x6xf32> into tensor<8x6xf32>
    }
  }
  return %r#0, %r#1 : tensor<8x6xf32>, tensor<8x6xf32>
}
