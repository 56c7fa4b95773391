// RUN: ag-opt --ag-record-interface %s -split-input-file -verify-diagnostics=only-expected

// expected-error@+1 {{argument 0 of entry @index_elements is a 'tensor<1xindex>', expected a ranked tensor of an element type of ag}}
func.func @index_elements(%x: tensor<1xindex>) {
  return
}

// -----

// expected-error@+1 {{the size of a result depends on the elements of this op's tensors}}
func.func @size_from_elements(%x: tensor<i64>) -> tensor<?xf32> {
  %0 = tensor.extract %x[] : tensor<i64>
  %n = arith.index_cast %0 : i64 to index
  %y = ag.iota 0 (%n) : tensor<?xf32>
  return %y : tensor<?xf32>
}
