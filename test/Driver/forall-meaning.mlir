// Trips that can fail, and one that reads what it writes.
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
