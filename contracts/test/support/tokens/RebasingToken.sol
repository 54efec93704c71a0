// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Changes everybody's balance without a transfer, up or down, like stETH or AMPL
contract RebasingToken {
    string public constant name = "REBASE";
    string public constant symbol = "REBASE";
    uint8 public constant decimals = 18;
    /// @notice Atoms of balance for 1e18 units of what is stored.
    uint256 public index = 1e18;
    uint256 public totalUnits;
    mapping(address => uint256) public units;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function setIndex(uint256 index_) external {
        index = index_;
    }

    function mint(address account, uint256 amount) external {
        uint256 added = (amount * 1e18) / index;
        totalUnits += added;
        units[account] += added;
        emit Transfer(address(0), account, amount);
    }

    function totalSupply() external view returns (uint256) {
        return (totalUnits * index) / 1e18;
    }

    function balanceOf(address account) public view returns (uint256) {
        return (units[account] * index) / 1e18;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
        return true;
    }

    function _move(address from, address to, uint256 amount) private {
        uint256 moved = (amount * 1e18) / index;
        units[from] -= moved;
        units[to] += moved;
        emit Transfer(from, to, amount);
    }
}
